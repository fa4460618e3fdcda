import { tallyOf } from '../../../answer/accounts.ts'
import type { CassetteReport } from '../../../cassette/test-report.ts'
import type { CassetteError } from '../../../errors/cassette-error.ts'
import { isCassetteError } from '../../../errors/is-cassette-error.ts'
import { ignoredReport } from '../../../match/matching.ts'
import { findStale } from '../../../session/stale.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import type { CloseResult } from '../../../store/close-result.ts'
import { shownPath } from '../../../store/paths.ts'
import { clientsOf } from '../clients-of.ts'
import { loadOnDemand } from '../load-bundles.ts'
import type { TestWarnings } from './test-warnings.ts'

/** The part of a report that the attempt itself does not hold. */
export interface AttemptEnd {
  readonly unused: CassetteError | undefined
  readonly closed: CloseResult
  readonly drift?: CassetteReport['drift']
  readonly answers?: CassetteReport['answers']
  /** Path of the page of a failed test, relative to the root. */
  readonly page?: string
}

/** The report of an attempt; `undefined` when it has nothing to report. */
export function reportAttempt(
  attempt: TestAttempt,
  { unused, closed, drift, answers, page }: AttemptEnd,
  { list: warnings }: TestWarnings,
): CassetteReport | undefined {
  const { traffic, accounts, cassette, errors, comparing } = attempt
  const { liveAnswers, withheldHeaders } = accounts
  const clients = clientsOf(attempt)
  const hasTraffic = accounts.replayed.length > 0 || liveAnswers > 0 || errors.length > 0
  if (!hasTraffic && unused === undefined && closed.result === 'unchanged') return undefined
  return {
    ...safeNames(attempt),
    result: resultOf(attempt, closed),
    ...offeredBy(errors),
    ...(cassette?.origin && { takenFrom: shownPath(attempt.test.settings.root, cassette.origin.path) }),
    ...(closed.keptAt !== undefined && { keptAt: closed.keptAt }),
    ...(page !== undefined && { page }),
    ...(clients.length > 0 && { clients }),
    ...stepsOf(attempt),
    ...(drift && { drift }),
    ...(answers && { answers }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    ...staleOf(attempt),
    ...requestChangedOf(attempt),
    unused: unused === undefined ? 0 : (cassette?.unused().length ?? 0),
    ...(cassette?.unrefreshed && { unrefreshed: cassette.unrefreshed }),
    asked: [...traffic.keys].map((key) => key.slice(0, 12)),
    ...(comparing.isPrepared && ignoredOf(attempt)),
    ...(withheldHeaders.size > 0 && { withheldHeaders: [...withheldHeaders] }),
    tally: tallyOf(accounts),
  }
}

/** The names of test and cassette, without secrets. */
function safeNames({ test, comparing }: TestAttempt): Pick<CassetteReport, 'cassette' | 'safeName'> {
  const cassette = shownPath(test.settings.root, test.path)
  const { name } = test.owner
  if (name === undefined || !comparing.isPrepared) return { cassette }
  const { text } = comparing.matching.redaction()
  return text(name) === name ? { cassette } : { cassette: text(cassette), safeName: text(name) }
}

/** The steps of a test that has any, by name and in numbers. */
export function stepsOf({ traffic, comparing }: TestAttempt): Pick<CassetteReport, 'steps'> {
  if (traffic.steps.length === 0 || !comparing.isPrepared) return {}
  const { text } = comparing.matching.redaction()
  return { steps: loadOnDemand().reportSteps(traffic.steps, traffic.exchanges, text) }
}

function ignoredOf({ comparing }: TestAttempt): Pick<CassetteReport, 'ignored'> {
  const ignored = ignoredReport(comparing.matching)
  return ignored === undefined ? {} : { ignored }
}

function requestChangedOf({ cassette }: TestAttempt): Pick<CassetteReport, 'requestChanged'> {
  const count = cassette?.used().filter((interaction) => interaction.requestChanged !== undefined).length
  return count ? { requestChanged: count } : {}
}

function staleOf({ options, cassette }: TestAttempt): Pick<CassetteReport, 'stale'> {
  if (cassette === undefined) return {}
  const stale = findStale(cassette, options)
  return stale === undefined ? {} : { stale }
}

/** The test failed for no other reason than that it has no recording yet. */
export function hasOnlyUnrecorded(errors: readonly Error[]): boolean {
  const isUnrecorded = (error: Error): boolean => isCassetteError(error, 'CASSETTE_MISS') && !error.fields.isRecorded
  return errors.length > 0 && errors.every(isUnrecorded)
}

/** What became of the cassette of an attempt. */
export function resultOf(
  { test, accounts, cassette, errors, signal }: TestAttempt,
  { result, isMoved }: CloseResult,
): CassetteReport['result'] {
  const isRefresh = test.settings.mode === 'refresh'
  if (result === 'kept' || result === 'refused') return result
  if (errors.some((error) => isCassetteError(error, 'CASSETTE_FORMAT'))) return 'unreadable'
  if (errors.length > 0) return hasOnlyUnrecorded(errors) ? 'unrecorded' : 'missed'
  if (isMoved) return 'renamed'
  if (result === 'written' && signal?.aborted) return 'unfinished'
  if (result === 'written') return isRefresh && cassette?.isRecorded ? 'refreshed' : 'recorded'
  if (!isRefresh && accounts.liveAnswers === 0) return 'replayed'
  // A live call that the end of the test has cut off is in no file.
  return cassette?.isRecorded ? 'unchanged' : 'unrecorded'
}

/** The obsolete cassette that the page of the test offers. */
function offeredBy(errors: readonly Error[]): Pick<CassetteReport, 'offered'> {
  const suggestions = errors.flatMap((error) =>
    isCassetteError(error, 'CASSETTE_MISS') ? error.fields.suggestions : [],
  )
  const offered = suggestions.find(({ suggestion }) => suggestion === 'rename')
  return offered?.suggestion === 'rename' ? { offered: offered.cassette } : {}
}
