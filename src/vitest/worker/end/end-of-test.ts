import { isRecording } from '../../../cassette/mode.ts'
import type { CassetteReport } from '../../../cassette/test-report.ts'
import type { Lifecycle } from '../../../diagnostics/exchange.ts'
import { isCassetteError } from '../../../errors/is-cassette-error.ts'
import type { CassetteError } from '../../../errors/cassette-error.ts'
import type { CassetteUnusedError } from '../../../errors/cassette-unused-error.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { exists } from '../../../store/exists.ts'
import type { CloseResult, TestOutcome } from '../../../store/close-result.ts'
import { namePage, namePages, writeAttemptPage, type PagedEnd } from './attempt-page.ts'
import { brokenGuardrails } from '../../../answer/check-guardrails.ts'
import { addReports } from '../../../cassette/test-report.ts'
import { staleError } from '../../../session/stale.ts'
import { findRecordingChanges, openUnasked, persist as persistCassette, unusedError } from './close-test-cassette.ts'
import { loadOnDemand } from '../load-bundles.ts'
import { explainAttempt, type Explain, type Explained } from './explain-attempt.ts'
import { hasOnlyUnrecorded, reportAttempt, type AttemptEnd } from './report-attempt.ts'
import { TestWarnings } from './test-warnings.ts'
import { cleanUp, waitForBegun } from './wait-for-traffic.ts'
import { writeLog } from './write-log.ts'

export interface TestEnd extends TestOutcome, PagedEnd {
  /** The test was skipped from within: it asked for as much as it needed. */
  readonly skipped: boolean
  /** Whether any test of the file may have a cassette. */
  readonly hasCassettes: () => boolean
  /** Why the test stops, and with it everything that is still open. */
  readonly lifecycle: Lifecycle
  readonly publish: (report: CassetteReport) => void
  readonly explain?: Explain
}

/**
 * Ends one attempt: publishes what happened, cleans up what is still in flight, looks for unused interactions, persists.
 *
 * @returns the errors that the test fails with, in the order they happened. Never throws: a failure in one phase is one
 *   of them, and stops no other phase.
 */
export async function endOfTest(attempt: TestAttempt, end: TestEnd): Promise<Error[]> {
  const failures: Error[] = []
  const warnings = new TestWarnings(attempt.test)
  const failed = new Map<string, string>()
  const phase = async <T>(name: string, run: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await run()
    } catch (error) {
      // A phase that runs twice may fail twice in the same way.
      const { message } = error as Error
      if (failed.get(name) !== message) failures.push(error as Error)
      failed.set(name, message)
      return undefined
    }
  }
  let explained: Explained = {}
  const publishAll = async (passed: boolean, ends: AttemptEnd, hasLine: boolean): Promise<void> => {
    await phase('publish', () => {
      const report = reportAttempt(attempt, ends, warnings)
      const { earlier } = attempt.accounts
      if (report !== undefined) end.publish(earlier === undefined ? report : addReports(earlier, report))
    })
    explained =
      (await phase('explain', () => explainAttempt(attempt, end.explain, { passed, hasLine }, explained))) ?? explained
  }
  const isPaidFor = end.passed && isRecording(attempt.test.settings.mode)
  if (end.lifecycle === 'test-ended') await phase('wait', () => waitForBegun(attempt, isPaidFor))
  attempt.isClosed = true
  attempt.hasPassed = end.passed
  attempt.traffic.stop(end.lifecycle)
  // Published now, in case the rest fails, and again at the end, with the result for the file.
  const early = { unused: undefined, closed: { result: 'unchanged' } } satisfies AttemptEnd
  // The end of a recording decides whether its error says what the line would say.
  await publishAll(end.passed && attempt.errors.length === 0, early, !isRecording(attempt.test.settings.mode))
  await phase('clean up', () => cleanUp(attempt.inFlight, isPaidFor))
  findOutOfOrder(attempt, warnings)
  const broken = (await phase('guardrails', () => guardrailFailures(attempt, end, warnings))) ?? []
  failures.push(...broken)
  const passed = end.passed && attempt.errors.length === 0 && broken.length === 0
  const unused =
    (passed && !end.skipped && end.complete && (await phase('unused', () => findUnused(attempt)))) || undefined
  const ending = { passed, complete: end.complete && !end.skipped, again: end.again ?? false }
  const closed =
    (await phase('persist', () => persist(attempt, ending))) ?? ({ result: 'refused' } satisfies CloseResult)
  if (closed.error !== undefined) failures.push(closed.error)
  if (closed.dropped !== undefined) warnings.dropped(closed.dropped, closed.hasOtherKey)
  if (unused !== undefined && attempt.options.unused === 'fail') failures.push(unused)
  if (unused !== undefined && attempt.options.unused === 'warn') warnings.add('unused', unused)
  const stale =
    passed &&
    (await phase('stale', () => (attempt.cassette === undefined ? undefined : staleError(attempt.cassette, attempt))))
  if (stale) failures.push(stale)
  const changes = closed.result === 'written' ? await findChanges(attempt, warnings) : {}
  const hasFailed = !passed || failures.length > 0
  if (closed.result === 'written' || closed.result === 'kept') warnings.replaced(attempt.comparing.replaced)
  for (const failure of failures) attempt.comparing.withoutSecrets?.(failure)
  if (attempt.accepting !== undefined) await phase('accept', () => noteAccepted(attempt, end, { hasFailed, failures }))
  writeLog(attempt, hasFailed, warnings)
  // A page quotes the traffic, and the traffic of an unsafe recording still holds a secret.
  const page =
    hasFailed && !failures.some((failure) => isCassetteError(failure, 'CASSETTE_UNSAFE'))
      ? writeAttemptPage(attempt, end, { failures, wire: explained.line, closed, warnings })
      : undefined
  const isSaid = failures.some((failure) => isCassetteError(failure, 'CASSETTE_RECORDING'))
  await publishAll(!hasFailed, { unused, closed, ...changes, ...(page && { page: page.path }) }, !isSaid)
  const errors = (): Error[] => [...attempt.errors, ...failures]
  if (attempt.unreadable !== undefined) loadOnDemand().shortenRepeatedConflict(attempt.test.settings.runId, errors())
  if (page === undefined) return errors()
  const { settings } = attempt.test
  const isShort = hasOnlyUnrecorded(attempt.errors) || loadOnDemand().shortenRepeatedMiss(attempt.test, errors())
  // Vitest prints equal errors once only if the annotations of their tests are equal too.
  if (!isShort || settings.showsAttachments) await phase('attach', () => end.attach?.(page))
  if (isShort) namePages(settings, errors())
  else namePage(page, errors())
  return errors()
}

function findOutOfOrder({ traffic, cassette }: TestAttempt, warnings: TestWarnings): void {
  const awaited = traffic.order?.givenUp
  if (awaited === undefined || cassette === undefined) return
  warnings.outOfOrder(awaited, cassette.interactions.indexOf(awaited.interaction) + 1)
}

/** The guardrails that fail the test; the others become warnings. */
function guardrailFailures(attempt: TestAttempt, end: TestEnd, found: TestWarnings): readonly CassetteError[] {
  if (end.skipped || attempt.traffic.exchanges.length === 0) return []
  const { failures, warnings } = brokenGuardrails(attempt)
  for (const warning of warnings) found.add('stuck', warning)
  return failures
}

/** In replay only: a recording run drops unused interactions. */
async function findUnused(attempt: TestAttempt): Promise<CassetteUnusedError | undefined> {
  const { settings, path } = attempt.test
  if (attempt.cassette === undefined && attempt.unreadable === undefined && exists(path)) await openUnasked(attempt)
  if (attempt.unreadable !== undefined && attempt.errors.length === 0) throw attempt.unreadable
  if (isRecording(settings.mode) || attempt.cassette === undefined) return undefined
  return unusedError(attempt, attempt.cassette)
}

async function persist(attempt: TestAttempt, ending: TestOutcome): Promise<CloseResult> {
  return attempt.cassette === undefined ? { result: 'unchanged' } : persistCassette(attempt, ending)
}

/** A report of what was recorded and paid for: when it fails, no test does. */
async function findChanges(
  { cassette, comparing }: TestAttempt,
  warnings: TestWarnings,
): Promise<Pick<CassetteReport, 'drift' | 'answers'>> {
  try {
    const { drift, answers } = (await findRecordingChanges(cassette, comparing.matching)) ?? {}
    const quotes = drift && drift.lines.length > 0 ? warnings.putAside('drift', drift.lines) : {}
    return {
      ...(drift && { drift: { ...drift.counts, ...quotes } }),
      ...(answers && { answers: { changed: answers.changed, ...warnings.putAside('answers', answers.lines) } }),
    }
  } catch (error) {
    warnings.unreported(error)
    return {}
  }
}

function noteAccepted(
  attempt: TestAttempt,
  { ownErrors }: TestEnd,
  { hasFailed, failures }: { readonly hasFailed: boolean; readonly failures: readonly Error[] },
): void {
  const errors = hasFailed ? [...(ownErrors?.() ?? []), ...attempt.errors, ...failures] : undefined
  loadOnDemand().noteRequests(attempt, errors)
}
