import { join } from 'node:path'
import type { Mode } from '../../src/core/mode.ts'
import { openCassette as openScope } from '../../src/network/open-scope.ts'
import { createMatching } from '../../src/network/matching.ts'
import { currentRedaction } from '../../src/network/redaction.ts'
import { Scope } from '../../src/network/scope.ts'
import type { OpenCassette } from '../../src/store/open-cassette.ts'
import { toSettings } from '../../src/vitest/main/to-settings.ts'

/** Opens a cassette of a folder as a running test does. */
export function openCassette(root: string, name: string, mode: Exclude<Mode, 'off'>): OpenCassette {
  const run = {
    mode,
    modeSource: 'default',
    root,
    runId: 'bench',
    titleSeparator: ' > ',
    ledger: '',
    isCi: false,
  } as const
  const settings = toSettings({}, run)
  const scope = new Scope({
    owner: { file: 'bench.test.ts', name },
    settings,
    path: join(root, `${name}.json`),
    command: '',
    test: settings,
  })
  scope.matching = createMatching(settings, [], currentRedaction(settings, []))
  return openScope(scope)
}
