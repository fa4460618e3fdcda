import { join } from 'node:path'
import type { Mode } from '../../src/cassette/mode.ts'
import { openCassette as openOf } from '../../src/session/open-test-cassette.ts'
import { createMatching } from '../../src/match/matching.ts'
import { currentRedaction } from '../../src/redact/current-redaction.ts'
import { TestAttempt } from '../../src/session/test-attempt.ts'
import type { OpenCassette } from '../../src/store/open-cassette.ts'
import { toSettings } from '../../src/options/to-settings.ts'

/** Opens a cassette in a folder like a running test. */
export function openCassette(root: string, name: string, mode: Exclude<Mode, 'off'>): OpenCassette {
  const run = {
    mode,
    modeSource: 'default',
    root,
    runId: 'bench',
    startedIn: root,
    flags: [],
    titleSeparator: ' > ',
  } as const
  const settings = { ...toSettings({}, run, { ledger: '', isCi: false, writesDocument: false }), mode }
  const attempt = new TestAttempt(
    { owner: { file: 'bench.test.ts', name }, settings, path: join(root, `${name}.json`), command: '' },
    settings,
  )
  attempt.comparing.matching = createMatching(settings, [], currentRedaction(settings, []))
  return openOf(attempt)
}
