import { countCalls, findStuck, type PlacedCall } from '../diagnostics/stuck-calls.ts'
import { CassetteGuardrailError } from '../errors/cassette-guardrail-error.ts'
import { isCassetteError } from '../errors/is-cassette-error.ts'
import { counted } from '../util/counts.ts'
import type { InteractionRow } from '../errors/pages/interaction-rows.ts'
import { describeRequest } from '../providers/describe-request.ts'
import { readUsage } from '../providers/read-usage.ts'
import type { Exchange } from '../diagnostics/exchange.ts'
import type { AttemptAccounts } from '../session/attempt-accounts.ts'
import type { TestIdentity } from '../session/test-identity.ts'
import { tokensOf, tokensTaken } from './accounts.ts'
import { shownPath } from '../store/paths.ts'

/** The part of an attempt that guardrails limit. */
export interface GuardedTest {
  readonly test: TestIdentity
  readonly traffic: { readonly exchanges: readonly Exchange[] }
  readonly accounts: AttemptAccounts
  readonly errors: readonly Error[]
}

/** The guardrails that a test has broken, found at its end. */
export interface BrokenGuardrails {
  readonly failures: readonly CassetteGuardrailError[]
  readonly warnings: readonly CassetteGuardrailError[]
}

/** Finds the broken guardrails of a test. The file's own traffic has no guardrails: it belongs to no agent. */
export function brokenGuardrails(attempt: GuardedTest): BrokenGuardrails {
  const { guardrails } = attempt.test.settings
  if (attempt.test.owner.name === undefined) return { failures: [], warnings: [] }
  const stuck = findStuck(attempt.traffic.exchanges, guardrails)
  const found = stuck === undefined ? [] : [stuckError(attempt, stuck)]
  // The error of a refused call says it already.
  const over = attempt.errors.some((error) => isCassetteError(error, 'CASSETTE_GUARDRAIL'))
    ? []
    : [tooManyCalls(attempt, false), tooManyTokens(attempt, false)]
  const failures = over.filter((error) => error !== undefined)
  return guardrails.onStuck === 'fail'
    ? { failures: [...found, ...failures], warnings: [] }
    : { failures, warnings: found }
}

/** The error of a call that exceeds a limit of its test, before it goes live: it is among the exchanges already. */
export function beyondGuardrails(attempt: GuardedTest): CassetteGuardrailError | undefined {
  if (attempt.test.owner.name === undefined) return undefined
  return tooManyCalls(attempt, true) ?? tooManyTokens(attempt, true)
}

function tooManyCalls(attempt: GuardedTest, isRefused: boolean): CassetteGuardrailError | undefined {
  const { maxCalls: allowed } = attempt.test.settings.guardrails
  if (allowed === undefined) return undefined
  const calls = countCalls(attempt.traffic.exchanges)
  if (calls.length <= allowed) return undefined
  const used = isRefused ? calls.length - 1 : calls.length
  return new CassetteGuardrailError({
    ...pageOf(attempt, calls.slice(allowed)),
    guardrail: 'maxCalls',
    allowed,
    used,
    isRefused,
  })
}

/** No further call can be free, so the limit is reached with its last token. */
function tooManyTokens(attempt: GuardedTest, isRefused: boolean): CassetteGuardrailError | undefined {
  const { maxTokens: allowed } = attempt.test.settings.guardrails
  if (allowed === undefined) return undefined
  const used = tokensTaken(attempt.accounts)
  if (used < allowed || (used === allowed && !isRefused)) return undefined
  const calls = countCalls(attempt.traffic.exchanges)
    .map((call) => ({ call, tokens: tokensOfCall(call) }))
    .filter(({ tokens }) => tokens > 0)
    .toSorted((a, b) => b.tokens - a.tokens)
  const page = pageOf(
    attempt,
    calls.map(({ call }) => call),
  )
  const rows = page.calls.map((row, index) => ({
    ...row,
    call: `${row.call}: ${counted(calls[index]?.tokens ?? 0, 'token')}`,
  }))
  return new CassetteGuardrailError({ ...page, calls: rows, guardrail: 'maxTokens', allowed, used, isRefused })
}

function stuckError(attempt: GuardedTest, calls: readonly PlacedCall[]): CassetteGuardrailError {
  return new CassetteGuardrailError({
    ...pageOf(attempt, calls.slice(0, 1)),
    guardrail: 'stuck',
    lane: calls[0]?.exchange.lane ?? 'main',
    positions: calls.map(({ position }) => position),
  })
}

function pageOf(
  { test: { settings, path } }: GuardedTest,
  calls: readonly PlacedCall[],
): { cassette: string; calls: InteractionRow[] } {
  const rows = calls.map(({ position, exchange }) => ({ position, ...describeRequest(exchange.request) }))
  return { cassette: shownPath(settings.startedIn, path), calls: rows }
}

function tokensOfCall({ exchange }: PlacedCall): number {
  return tokensOf(readUsage(exchange.interaction?.response?.body))
}
