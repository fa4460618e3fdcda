import type { CliCommand } from '../command.ts'
import { accept } from './accept.ts'
import { check } from './check.ts'
import { importRecordings } from './import.ts'
import { prune } from './prune.ts'
import { redact } from './redact.ts'
import { guard } from './guard.ts'

/** All commands, in the order of `--help`. */
export const commands: readonly CliCommand[] = [check, redact, prune, accept, importRecordings, guard]
