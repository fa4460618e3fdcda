import type { TestAttempt } from '../../session/test-attempt.ts'
import { exists } from '../../store/exists.ts'
import { nextTurn } from '../../stream/clock.ts'
import type { TestEnd } from './end/end-of-test.ts'
import { loadFirstRequest } from './load-bundles.ts'

/**
 * Ends one attempt. Most attempts have made no request, and load nothing for their end.
 *
 * @returns the errors that the test fails with, in the order they happened.
 * @throws CassetteStartError when the bundle with the rest cannot be loaded.
 */
export async function endAttempt(attempt: TestAttempt, end: TestEnd): Promise<readonly Error[]> {
  // A client makes its request in the turn of the call, or in microtasks after it.
  if (end.lifecycle === 'test-ended') await nextTurn()
  if (!isQuiet(attempt) || mayLeaveUnused(attempt, end)) return loadFirstRequest().endOfTest(attempt, end)
  attempt.isClosed = true
  attempt.hasPassed = end.passed
  attempt.traffic.stop(end.lifecycle)
  return []
}

/** Nothing has happened that a report, a page or a cassette could tell. */
function isQuiet({ traffic, inFlight, errors, cassette, unreadable, accepting, accounts }: TestAttempt): boolean {
  return (
    traffic.exchanges.length === 0 &&
    !inFlight.isBusy &&
    errors.length === 0 &&
    cassette === undefined &&
    unreadable === undefined &&
    accepting === undefined &&
    accounts.replayed.length + accounts.liveAnswers === 0
  )
}

/** The test has a cassette, and has not asked for it. */
function mayLeaveUnused({ test }: TestAttempt, { passed, skipped, complete, hasCassettes }: TestEnd): boolean {
  return passed && !skipped && complete && hasCassettes() && exists(test.path)
}
