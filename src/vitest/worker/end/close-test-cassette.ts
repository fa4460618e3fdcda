import { withOrder } from '../../../cassette/order/with-order.ts'
import { isRecording } from '../../../cassette/mode.ts'
import type { RecordingChanges } from '../../../answer/recording-changes.ts'
import { beforeOtherKey, unrecovered } from '../../../diagnostics/retries.ts'
import { CassetteUnusedError } from '../../../errors/cassette-unused-error.ts'
import type { Matching } from '../../../match/matching.ts'
import { describeRequest } from '../../../providers/describe-request.ts'
import type { TestIdentity } from '../../../session/test-identity.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { openCassette } from '../../../session/open-test-cassette.ts'
import { recordedElsewhere } from '../../../answer/recorded-elsewhere.ts'
import { prepareMatching } from '../../../session/prepare-matching.ts'
import { currentWorker } from '../../../session/worker-state.ts'
import type { CloseResult, TestOutcome } from '../../../store/close-result.ts'
import type { LeftJournal } from '../../../store/journal/journal.ts'
import type { OpenCassette } from '../../../store/open-cassette.ts'
import { shownPath } from '../../../store/paths.ts'
import { writeOwner } from '../../../store/rename/move-cassette.ts'

/** Opens a cassette that no request has opened: all its interactions are unused. */
export async function openUnasked(attempt: TestAttempt): Promise<void> {
  try {
    await prepared(attempt)
    openCassette(attempt)
  } catch {
    // The attempt holds the error.
  }
}

/** The error of a test that has left interactions unused. */
export function unusedError(attempt: TestAttempt, cassette: OpenCassette): CassetteUnusedError | undefined {
  const unused = cassette.unused()
  if (unused.length === 0) return undefined
  const rows = unused.map(({ interaction: { lane, request }, ...counts }) => ({
    ...counts,
    ...describeRequest(request),
    ...(lane !== 'main' && { lane }),
  }))
  const others = new Set(unused.map(({ interaction }) => recordedElsewhere(attempt, interaction.request)))
  const [elsewhere] = others.size === 1 ? others : []
  return new CassetteUnusedError({
    cassette: cassette.shown,
    total: cassette.size,
    unused: rows,
    ...(elsewhere !== undefined && { elsewhere }),
    command: attempt.test.command,
  })
}

/**
 * Writes the interactions that the attempt used.
 *
 * @throws as `OpenCassette.close`.
 */
export async function persist(attempt: TestAttempt, ending: TestOutcome): Promise<CloseResult> {
  const { cassette, test, traffic, accounts } = attempt
  if (cassette === undefined || !isRecording(test.settings.mode)) return { result: 'unchanged' }
  await prepared(attempt)
  await cassette.scanned()
  // Only a live answer can say the same as a recorded one.
  const isCompared = cassette.isRecorded && accounts.liveAnswers + accounts.earlierLiveAnswers > 0
  const comparing = isCompared ? await import('../../../store/recording/keep-same.ts') : undefined
  try {
    const closed = cassette.close({
      ...ending,
      unrecovered: unrecovered(traffic.exchanges),
      beforeOtherKey: beforeOtherKey(traffic.exchanges),
      ...(comparing && { keepSame: comparing.keepSame }),
      ordered: (interactions) => withOrder(interactions, traffic.events),
    })
    if (closed.result === 'unchanged' && cassette.isRecorded && ending.passed) nameOwner(test)
    return closed
  } finally {
    for (const journal of cassette.unread)
      process.emitWarning(unreadText(test.settings.root, journal), 'vitest-cassette')
  }
}

/** A cassette that was moved by hand still names its old test. Nothing depends on the name. */
function nameOwner({ settings, path, owner }: TestIdentity): void {
  try {
    writeOwner(settings, path, owner)
  } catch {
    // The disk refuses, or another run has removed the cassette.
  }
}

function unreadText(root: string, { path, refused }: LeftJournal): string {
  const lines = refused === 1 ? '1 line' : `${refused} lines`
  return `${lines} of what a killed recording run left cannot be read, as another version may have written it. Kept: ${shownPath(root, path)}`
}

/** How a recording has changed what a cassette asks for. */
export async function findRecordingChanges(
  cassette: OpenCassette | undefined,
  matching: Matching,
): Promise<RecordingChanges | undefined> {
  if (cassette?.rewritten === undefined) return undefined
  const { recordingChanges } = await import('../../../answer/recording-changes.ts')
  return recordingChanges(cassette.rewritten, matching)
}

/** Match keys are computed when a cassette is opened, and when it is written. */
async function prepared(attempt: TestAttempt): Promise<void> {
  const worker = currentWorker()
  if (worker !== undefined) await prepareMatching(attempt, worker)
}
