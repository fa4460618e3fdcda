import type { StoredRequest } from '../cassette/interaction.ts'
import type { BudgetSettings, Settings } from '../cassette/settings.ts'
import { BudgetExceededError } from '../errors/budget-exceeded-error.ts'
import { describeRequest } from '../providers/describe-request.ts'
import type { AttemptAccounts } from '../session/attempt-accounts.ts'
import { BudgetLedger } from '../store/budget-ledger.ts'

/** The part of an attempt that a budget limits. */
export interface BudgetedTest {
  readonly test: { readonly settings: Pick<Settings, 'budget'>; readonly command: string }
  readonly accounts: AttemptAccounts
}

const ledgers = new Map<string, BudgetLedger>()

/**
 * Takes a live call from the budget, before it is made.
 *
 * @returns the error of a call that exceeds the budget.
 */
export function takeFromBudget(
  { test, accounts }: BudgetedTest,
  request: StoredRequest,
): BudgetExceededError | undefined {
  const { budget } = test.settings
  if (budget === undefined) return undefined
  const {
    calls = Number.POSITIVE_INFINITY,
    tokens = Number.POSITIVE_INFINITY,
    perTest = Number.POSITIVE_INFINITY,
  } = budget
  const page = { call: describeRequest(request).call, command: test.command }
  const own = accounts.live.begun + accounts.earlierLiveAnswers
  if (own >= perTest)
    return new BudgetExceededError({
      limit: 'perTest',
      allowed: perTest,
      calls: own,
      tokens: accounts.paid.tokens,
      ...page,
    })
  const spent = ledgerOf(budget).reserve()
  const made = Math.min(spent.place - 1, calls)
  if (spent.place > calls)
    return new BudgetExceededError({ limit: 'calls', allowed: calls, calls: made, tokens: spent.tokens, ...page })
  if (spent.tokens >= tokens)
    return new BudgetExceededError({ limit: 'tokens', allowed: tokens, calls: made, tokens: spent.tokens, ...page })
  return undefined
}

/** Takes the tokens of an answer from the budget. */
export function spendBudget({ budget }: Pick<Settings, 'budget'>, tokens: number): void {
  if (budget !== undefined) ledgerOf(budget).spend(tokens)
}

function ledgerOf({ ledger }: BudgetSettings): BudgetLedger {
  let known = ledgers.get(ledger)
  if (known === undefined) ledgers.set(ledger, (known = new BudgetLedger(ledger)))
  return known
}
