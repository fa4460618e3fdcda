import { basename, join } from 'node:path'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { fileRunFolder } from '../../../store/paths.ts'
import { loadOnDemand } from '../load-bundles.ts'
import type { TestWarnings } from './test-warnings.ts'

/** The log of a test that went live or failed; without it nothing is lost, so it fails no test. */
export function writeLog(
  { test, number, traffic, comparing }: TestAttempt,
  hasFailed: boolean,
  warnings: TestWarnings,
): void {
  const { exchanges } = traffic
  const isWanted = exchanges.length > 0 && (hasFailed || exchanges.some(({ isRecorded }) => isRecorded))
  if (!isWanted) return
  const { settings, owner, path } = test
  try {
    const { actionsOf, writeActionLog } = loadOnDemand()
    const { text } = comparing.matching.redaction()
    const actions = actionsOf(exchanges, text)
    const safe = owner.name === undefined ? owner : { ...owner, name: text(owner.name) }
    const begin = { action: 'test_started', version: 1, ...safe, attempt: number, mode: settings.mode }
    const folder = fileRunFolder(settings, join(settings.root, owner.file))
    writeActionLog(settings.root, folder, text(basename(path, '.json')).replaceAll(/[[\]:]/g, '-'), [begin, ...actions])
  } catch (error) {
    warnings.unwritten(error)
  }
}
