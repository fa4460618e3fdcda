import { basename, join } from 'node:path'
import { isRecording } from '../../cassette/mode.ts'
import { withFailedStep } from '../../cassette/failed-step.ts'
import type { CassetteReport } from '../../cassette/test-report.ts'
import type { Diagnostics } from '../../diagnostics/diagnose.ts'
import type { Lifecycle } from '../../diagnostics/exchange.ts'
import type { CassetteError } from '../../errors/cassette-error.ts'
import type { CassetteUnusedError } from '../../errors/cassette-unused-error.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { sleep } from '../../stream/clock.ts'
import { fileRunFolder, shownPath } from '../../store/paths.ts'
import type { CloseResult, TestOutcome } from '../../store/close-result.ts'
import { loadFirstRequest, loadOnDemand } from './load-bundles.ts'
import { exists } from '../../store/exists.ts'
import { TestWarnings } from './test-warnings.ts'

/**
 * How long, in milliseconds, answers that are still on their way when a test ends are waited for: they are paid for.
 * Not so long after a failure, which may be the very timeout of a test that waited for one.
 */
const patience = { recording: 30_000, otherwise: 1_000 }

export interface TestEnd extends TestOutcome {
  /** The test was skipped from within: it asked for as much as it needed. */
  readonly skipped: boolean
  readonly unused: 'fail' | 'warn' | 'ignore'
  /** Why the test stops; what is still open then was closed by that. */
  readonly lifecycle: Lifecycle
  readonly publish: (report: CassetteReport) => void
  /** Takes what happened on the wire, and the same in a line for people when something failed there. */
  readonly explain?: (diagnostics: Diagnostics, line: string | undefined) => Promise<unknown>
}

/**
 * Ends one attempt: publishes what happened, cleans up what is still in flight, looks what was left unused, persists.
 *
 * @returns the errors the test fails with, in the order they happened. Never throws: a failure in one phase is one of
 *   them, and stops no other phase.
 */
export async function endOfTest(attempt: TestAttempt, end: TestEnd): Promise<Error[]> {
  const failures: Error[] = []
  const warnings = new TestWarnings(attempt)
  const told = new Map<string, string>()
  const phase = async <T>(name: string, run: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await run()
    } catch (error) {
      // What is published twice would fail twice.
      const { message } = error as Error
      if (told.get(name) !== message) failures.push(error as Error)
      told.set(name, message)
      return undefined
    }
  }
  let explained: Explained = {}
  const publishAll = async (passed: boolean, ...report: Reported): Promise<void> => {
    await phase('publish', () => publish(attempt, end, warnings, ...report))
    explained = (await phase('explain', () => explain(attempt, end, passed, explained))) ?? explained
  }
  attempt.isClosed = true
  attempt.hasPassed = end.passed
  attempt.traffic.stop(end.lifecycle)
  // Known even if the rest fails; told again, with what became of the file, at the end.
  await publishAll(end.passed && attempt.errors.length === 0, undefined, { result: 'unchanged' })
  await phase('clean up', () => cleanUp(attempt, end))
  const broken = (await phase('guardrails', () => guardrailFailures(attempt, end, warnings))) ?? []
  failures.push(...broken)
  const passed = end.passed && attempt.errors.length === 0 && broken.length === 0
  const unused =
    (passed && !end.skipped && end.complete && (await phase('unused', () => findUnused(attempt)))) || undefined
  const closed: CloseResult = (await phase('persist', () =>
    persist(attempt, { passed, complete: end.complete && !end.skipped, again: end.again ?? false }),
  )) ?? {
    result: 'refused',
  }
  if (unused !== undefined && end.unused === 'fail') failures.push(unused)
  if (unused !== undefined && end.unused === 'warn') warnings.add('unused', unused)
  const stale = passed && (await phase('stale', () => findStaleError(attempt)))
  if (stale) failures.push(stale)
  const drift = closed.result === 'written' ? await findDrift(attempt, warnings) : undefined
  const hasFailed = !passed || failures.length > 0
  writeLog(attempt, hasFailed, warnings)
  await publishAll(!hasFailed, unused, closed, drift)
  return [...attempt.errors, ...failures]
}

/** What fails the test for what it has done. */
function guardrailFailures(attempt: TestAttempt, end: TestEnd, given: TestWarnings): readonly CassetteError[] {
  if (end.skipped || attempt.traffic.exchanges.length === 0) return []
  const { failures, warnings } = loadFirstRequest().brokenGuardrails(attempt)
  for (const warning of warnings) given.add('stuck', warning)
  return failures
}

/** Lets what is in flight settle, then ends it. */
async function cleanUp(attempt: TestAttempt, { passed }: TestEnd): Promise<void> {
  attempt.endResting()
  if (!attempt.isBusy) return
  const bound = passed && isRecording(attempt.settings.mode) ? patience.recording : patience.otherwise
  await Promise.race([attempt.settled(), sleep(bound)])
  if (!attempt.isBusy) return
  attempt.stop()
  await Promise.race([attempt.settled(), sleep(patience.otherwise)])
}

/** In replay only: a recording run drops what is unused. */
async function findUnused(attempt: TestAttempt): Promise<CassetteUnusedError | undefined> {
  if (attempt.cassette === undefined && attempt.unreadable === undefined && exists(attempt.path))
    await loadFirstRequest().openUnasked(attempt)
  if (attempt.unreadable !== undefined && attempt.errors.length === 0) throw attempt.unreadable
  if (isRecording(attempt.settings.mode) || attempt.cassette === undefined) return undefined
  return loadFirstRequest().unusedError(attempt.cassette, attempt.command)
}

async function persist(attempt: TestAttempt, ending: TestOutcome): Promise<CloseResult> {
  return attempt.cassette === undefined ? { result: 'unchanged' } : loadFirstRequest().persist(attempt, ending)
}

/** It only tells what was done, and paid for: when it cannot, no test fails. */
async function findDrift(attempt: TestAttempt, warnings: TestWarnings): Promise<CassetteReport['drift']> {
  try {
    const found = await loadFirstRequest().findDrift(attempt)
    if (found === undefined || found.lines.length === 0) return found?.drift
    return { ...found.drift, ...warnings.putAside('drift', found.lines) }
  } catch (error) {
    warnings.untold(error)
    return undefined
  }
}

/** Of what went live, and of what failed; without it nothing is lost, so it fails no test. */
function writeLog(attempt: TestAttempt, hasFailed: boolean, warnings: TestWarnings): void {
  const { exchanges } = attempt.traffic
  const isWanted = exchanges.length > 0 && (hasFailed || exchanges.some(({ isRecorded }) => isRecorded))
  if (!isWanted) return
  const { settings, owner, path } = attempt
  try {
    const { actionsOf, writeActionLog } = loadOnDemand()
    const actions = actionsOf(exchanges, attempt.matching.redaction().text)
    const begin = { action: 'test_started', version: 1, ...owner, attempt: attempt.number, mode: settings.mode }
    const folder = fileRunFolder(settings, join(settings.root, owner.file))
    writeActionLog(settings.root, folder, basename(path, '.json'), [begin, ...actions])
  } catch (error) {
    warnings.unwritten(error)
  }
}

/**
 * Tells what happened on the wire. Nothing is read for a test that passed, unless the user wants to know it of all.
 *
 * @param known what was told before, which is not told again.
 * @returns what was told.
 */
async function explain(attempt: TestAttempt, end: TestEnd, passed: boolean, known: Explained): Promise<Explained> {
  const isWanted = !passed || attempt.settings.diagnostics === 'all'
  if (!isWanted || attempt.traffic.exchanges.length === 0 || end.explain === undefined) return known
  const { diagnose, describeDiagnostics } = loadOnDemand()
  const diagnostics = diagnose(attempt.traffic)
  const wire = passed ? undefined : describeDiagnostics(diagnostics)
  const line = wire && withFailedStep(wire, stepsOf(attempt).steps)
  const told = JSON.stringify(diagnostics)
  if (told !== known.told || line !== known.line) await end.explain(diagnostics, line === known.line ? undefined : line)
  return { told, line }
}

/** The steps of a test that has any, by name and in numbers. */
function stepsOf(attempt: TestAttempt): Pick<CassetteReport, 'steps'> {
  if (attempt.steps.length === 0 || !attempt.isPrepared) return {}
  const { text } = attempt.matching.redaction()
  return { steps: loadOnDemand().reportSteps(attempt.steps, attempt.traffic.exchanges, text) }
}

/** What was told of the wire. */
interface Explained {
  /** Diagnostics, as JSON. */
  readonly told?: string
  readonly line?: string | undefined
}

/** What is known of a test, beside its traffic. */
type Reported = [unused: CassetteError | undefined, closed: CloseResult, drift?: CassetteReport['drift']]

function publish(
  attempt: TestAttempt,
  end: TestEnd,
  { list: warnings }: TestWarnings,
  ...[unused, closed, drift]: Reported
): void {
  const hasTraffic =
    attempt.tally.offline > 0 || Object.keys(attempt.tally.live).length > 0 || attempt.errors.length > 0
  if (!hasTraffic && unused === undefined && closed.result === 'unchanged') return
  end.publish({
    cassette: shownPath(attempt.settings.root, attempt.path),
    result: resultOf(attempt, closed),
    ...(closed.keptAt !== undefined && { keptAt: closed.keptAt }),
    ...stepsOf(attempt),
    ...(drift && { drift }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    ...staleOf(attempt),
    unused: unused === undefined ? 0 : (attempt.cassette?.unused().length ?? 0),
    ...(attempt.cassette?.unrefreshed && { unrefreshed: attempt.cassette.unrefreshed }),
    asked: [...attempt.asked].map((key) => key.slice(0, 12)),
    ...(attempt.isPrepared && loadFirstRequest().ignored(attempt)),
    tally: attempt.tally,
  })
}

/** Nobody pays for the question who has not set `maxAge`. */
function findStaleError(attempt: TestAttempt): CassetteError | undefined {
  return attempt.settings.maxAge === undefined || attempt.cassette === undefined
    ? undefined
    : loadFirstRequest().staleError(attempt)
}

function staleOf(attempt: TestAttempt): Pick<CassetteReport, 'stale'> {
  if (attempt.settings.maxAge === undefined || attempt.cassette === undefined) return {}
  const stale = loadFirstRequest().findStale(attempt)
  return stale === undefined ? {} : { stale }
}

function resultOf(attempt: TestAttempt, { result }: CloseResult): CassetteReport['result'] {
  if (result === 'kept' || result === 'refused') return result
  if (attempt.errors.length > 0) return 'missed'
  if (result === 'written')
    return attempt.settings.mode === 'refresh' && attempt.cassette?.isRecorded ? 'refreshed' : 'recorded'
  // What went live and was cut off by the end of the test is in no file.
  const isLive = attempt.settings.mode === 'refresh' || Object.keys(attempt.tally.live).length > 0
  return isLive ? 'unchanged' : 'replayed'
}
