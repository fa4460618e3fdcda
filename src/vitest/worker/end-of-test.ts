import { basename, join } from 'node:path'
import { isRecording } from '../../cassette/mode.ts'
import { withFailedStep } from '../../cassette/failed-step.ts'
import type { CassetteReport } from '../../cassette/test-report.ts'
import type { Diagnostics } from '../../diagnostics/diagnose.ts'
import type { Lifecycle } from '../../diagnostics/exchange.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import type { CassetteError } from '../../errors/cassette-error.ts'
import type { CassetteUnusedError } from '../../errors/cassette-unused-error.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import type { InFlight } from '../../session/in-flight.ts'
import { settled } from '../../session/settled.ts'
import { sleep } from '../../stream/clock.ts'
import { exists } from '../../store/exists.ts'
import { fileRunFolder } from '../../store/paths.ts'
import type { CloseResult, TestOutcome } from '../../store/close-result.ts'
import { namePage, namePages, writeAttemptPage, type PagedEnd } from './attempt-page.ts'
import { brokenGuardrails } from '../../answer/check-guardrails.ts'
import { addReports } from '../../cassette/test-report.ts'
import { staleError } from '../../session/stale.ts'
import { findRecordingChanges, openUnasked, persist as persistCassette, unusedError } from './close-test-cassette.ts'
import { loadOnDemand } from './load-bundles.ts'
import { hasOnlyUnrecorded, reportAttempt, stepsOf, type AttemptEnd } from './report-attempt.ts'
import { TestWarnings } from './test-warnings.ts'

/**
 * How long, in milliseconds, the end of a test waits for answers in flight: they are paid for. A test that failed waits
 * less, since its failure may be the very timeout that waited for an answer.
 */
const patience = { begun: 20_000, recording: 30_000, otherwise: 1_000 }

export interface TestEnd extends TestOutcome, PagedEnd {
  /** The test was skipped from within: it asked for as much as it needed. */
  readonly skipped: boolean
  /** Whether any test of the file may have a cassette. */
  readonly hasCassettes: () => boolean
  /** Why the test stops, and with it everything that is still open. */
  readonly lifecycle: Lifecycle
  readonly publish: (report: CassetteReport) => void
  /** Takes what happened on the wire, and the same in a line for people when something failed there. */
  readonly explain?: (diagnostics: Diagnostics, line: string | undefined) => Promise<unknown>
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
    explained = (await phase('explain', () => explain(attempt, end, { passed, hasLine }, explained))) ?? explained
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

/** Waits for the requests that the test has begun without waiting for them, and for those that follow from them. */
async function waitForBegun({ inFlight, traffic }: TestAttempt, isPaidFor: boolean): Promise<void> {
  let isOver = false
  const wait = async (): Promise<void> => {
    while (inFlight.isBusy && !isOver) {
      await inFlight.idle()
      await settled(
        () => traffic.events.length,
        () => isOver,
      )
    }
  }
  await Promise.race([wait(), sleep(isPaidFor ? patience.begun : patience.otherwise)])
  isOver = true
}

/** Lets what is in flight settle, then ends it. */
async function cleanUp(inFlight: InFlight, isPaidFor: boolean): Promise<void> {
  inFlight.endResting()
  if (inFlight.count === 0) return
  await Promise.race([inFlight.settled(), sleep(isPaidFor ? patience.recording : patience.otherwise)])
  if (inFlight.count === 0) return
  inFlight.stop()
  await Promise.race([inFlight.settled(), sleep(patience.otherwise)])
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

/** The log of a test that went live or failed; without it nothing is lost, so it fails no test. */
function writeLog({ test, number, traffic, comparing }: TestAttempt, hasFailed: boolean, warnings: TestWarnings): void {
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

/** The latest explanation of an attempt. */
interface Explained {
  /** Diagnostics, as JSON. */
  readonly diagnostics?: string
  readonly line?: string | undefined
  /** The line that stands under the test. */
  readonly shown?: string | undefined
}

/**
 * Explains what happened on the wire. A test that passed is not read, unless the user wants diagnostics of all tests.
 *
 * @param hasLine false while an error of ours may say what the line would say.
 * @param known the explanation before, which is not repeated.
 */
async function explain(
  attempt: TestAttempt,
  end: TestEnd,
  { passed, hasLine }: { readonly passed: boolean; readonly hasLine: boolean },
  known: Explained,
): Promise<Explained> {
  const { test, traffic } = attempt
  const isWanted = !passed || test.settings.diagnostics === 'all'
  if (!isWanted || traffic.exchanges.length === 0 || end.explain === undefined) return known
  const { diagnose, describeDiagnostics } = loadOnDemand()
  const diagnostics = diagnose(traffic)
  const wire = passed ? undefined : describeDiagnostics(diagnostics)
  const line = wire && withFailedStep(wire, stepsOf(attempt).steps)
  const text = JSON.stringify(diagnostics)
  const shown = hasLine ? line : known.shown
  if (text !== known.diagnostics || shown !== known.shown)
    await end.explain(diagnostics, shown === known.shown ? undefined : shown)
  return { diagnostics: text, line, shown }
}
