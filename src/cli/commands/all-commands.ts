import type { CliCommand } from '../command.ts'
import { accept } from './accept.ts'
import { check } from './check.ts'
import { importRecordings } from './import.ts'
import { prune } from './prune.ts'
import { rename } from './rename.ts'
import { redact } from './redact.ts'
import { diff } from './diff.ts'
import { guard } from './guard.ts'
import { init } from './init.ts'
import { list } from './list.ts'
import { show } from './show.ts'
import { upgrade } from './upgrade.ts'

/** All commands, in the order of `--help`. */
export const commands: readonly CliCommand[] = [
  init,
  show,
  list,
  diff,
  check,
  redact,
  rename,
  upgrade,
  prune,
  accept,
  importRecordings,
  guard,
]
