import type { StoredRequest } from '../cassette/interaction.ts'
import type { BudgetSettings } from '../cassette/settings.ts'
import { BudgetExceededError } from '../errors/budget-exceeded-error.ts'
import { describeRequest } from '../providers/describe-request.ts'
import { BudgetLedger } from '../store/budget-ledger.ts'
import type { TestAttempt } from '../session/test-attempt.ts'

const ledgers = new Map<string, BudgetLedger>()

/**
 * Takes a live call from the budget, before it is made.
 *
 * @returns the error of a call that must not be made.
 */
export function takeFromBudget(attempt: TestAttempt, request: StoredRequest): BudgetExceededError | undefined {
  const { budget } = attempt.settings
  if (budget === undefined) return undefined
  const {
    calls = Number.POSITIVE_INFINITY,
    tokens = Number.POSITIVE_INFINITY,
    perTest = Number.POSITIVE_INFINITY,
  } = budget
  const page = { call: describeRequest(request).call, command: attempt.command }
  const own = attempt.liveCalls + earlierCalls(attempt)
  if (own >= perTest)
    return new BudgetExceededError({
      limit: 'perTest',
      allowed: perTest,
      calls: own,
      tokens: attempt.tally.tokens,
      ...page,
    })
  const spent = ledgerOf(budget).reserve()
  const made = Math.min(spent.place - 1, calls)
  if (spent.place > calls)
    return new BudgetExceededError({ limit: 'calls', allowed: calls, calls: made, tokens: spent.tokens, ...page })
  if (spent.tokens >= tokens)
    return new BudgetExceededError({ limit: 'tokens', allowed: tokens, calls: made, tokens: spent.tokens, ...page })
  attempt.liveCalls += 1
  return undefined
}

/** Adds what an answer has cost. */
export function spend({ settings }: TestAttempt, tokens: number): void {
  if (settings.budget !== undefined) ledgerOf(settings.budget).spend(tokens)
}

/** Live calls that earlier attempts of the test have made. */
export function earlierCalls({ earlier }: TestAttempt): number {
  return Object.values(earlier?.tally.live ?? {}).reduce((total, count) => total + count, 0)
}

function ledgerOf({ ledger }: BudgetSettings): BudgetLedger {
  let known = ledgers.get(ledger)
  if (known === undefined) ledgers.set(ledger, (known = new BudgetLedger(ledger)))
  return known
}
