import { isRecording } from '../../cassette/mode.ts'
import type { CassetteReport } from '../../cassette/test-report.ts'
import { CassetteUnusedError } from '../../errors/cassette-unused-error.ts'
import { unrecovered } from '../../diagnostics/retries.ts'
import type { RecordingChanges } from '../../answer/recording-changes.ts'
import { ignoredReport } from '../../match/matching.ts'
import { openCassette } from '../../session/open-test-cassette.ts'
import { prepareMatching } from '../../session/prepare-matching.ts'
import { currentWorker } from '../../session/worker-state.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { describeRequest } from '../../providers/describe-request.ts'
import type { CloseResult, TestOutcome } from '../../store/close-result.ts'
import type { LeftJournal } from '../../store/journal/journal.ts'
import type { OpenCassette } from '../../store/open-cassette.ts'
import { shownPath } from '../../store/paths.ts'

export { answer } from '../../answer/answer.ts'
export { brokenGuardrails } from '../../answer/check-guardrails.ts'
export { startInterception } from '../../intercept/interception.ts'
export { interceptorParts } from '../../intercept/internals/msw-internals.ts'
export { openCassette } from '../../session/open-test-cassette.ts'
export { loadModules, prepareMatching } from '../../session/prepare-matching.ts'
export { offlineError } from '../../offline/offline-error.ts'
export { findStale, staleError } from '../../session/stale.ts'
export { recordable } from '../../intercept/recordable.ts'
export { writeFileAtomic } from '../../store/write-file.ts'

/** Tells the bundler to put the tools into a file of their own, which takes from this one what they share. */
export const tools = (): Promise<typeof import('./on-demand.ts')> => import('./on-demand.ts')

/** Opens a cassette that no request has opened: what is in it was recorded and not asked for. */
export async function openUnasked(attempt: TestAttempt): Promise<void> {
  try {
    await prepared(attempt)
    openCassette(attempt)
  } catch {
    // The attempt holds the error.
  }
}

/** What a test left unused, as the error it fails with. */
export function unusedError(cassette: OpenCassette, command: string): CassetteUnusedError | undefined {
  const unused = cassette.unused()
  if (unused.length === 0) return undefined
  const rows = unused.map(({ interaction: { lane, request }, ...counts }) => ({
    ...counts,
    ...describeRequest(request),
    ...(lane !== 'main' && { lane }),
  }))
  return new CassetteUnusedError({ cassette: cassette.shown, total: cassette.size, unused: rows, command })
}

/** Writes what the attempt used. Errors become the attempt's. */
export async function persist(attempt: TestAttempt, ending: TestOutcome): Promise<CloseResult> {
  if (attempt.cassette === undefined || !isRecording(attempt.settings.mode)) return { result: 'unchanged' }
  await prepared(attempt)
  await attempt.cassette.scanned()
  try {
    return attempt.cassette.close({ ...ending, unrecovered: unrecovered(attempt.traffic.exchanges) })
  } finally {
    for (const journal of attempt.cassette.unread) process.emitWarning(unreadText(attempt, journal), 'vitest-cassette')
  }
}

function unreadText({ settings }: TestAttempt, { path, refused }: LeftJournal): string {
  const lines = refused === 1 ? '1 line' : `${refused} lines`
  return `${lines} of what a killed recording run left cannot be read, as another version may have written it. Kept: ${shownPath(settings.root, path)}`
}

/** How a recording has changed what a cassette asks for. */
export async function findDrift({ cassette, matching }: TestAttempt): Promise<RecordingChanges | undefined> {
  if (cassette?.rewritten === undefined) return undefined
  const { recordingChanges } = await import('../../answer/recording-changes.ts')
  return recordingChanges(cassette.rewritten, matching)
}

/** Keys are computed when a cassette is opened, at times, and when it is written. */
async function prepared(attempt: TestAttempt): Promise<void> {
  const worker = currentWorker()
  if (worker !== undefined) await prepareMatching(attempt, worker)
}

/** The part of a test's report that says what became of the paths of `ignore`. */
export function ignored({ matching }: TestAttempt): Pick<CassetteReport, 'ignored'> {
  const report = ignoredReport(matching)
  return report === undefined ? {} : { ignored: report }
}
