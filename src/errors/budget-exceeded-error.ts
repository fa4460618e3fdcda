import { CassetteError } from './cassette-error.ts'
import { counted, number } from '../util/counts.ts'

/**
 * Facts of a {@link BudgetExceededError}.
 *
 * @see docs/errors.md#cassette_budget
 */
export interface BudgetExceededFields {
  /** The option that was reached. */
  readonly limit: 'calls' | 'tokens' | 'perTest'
  readonly allowed: number
  /** Live calls and tokens of the whole run so far; of this test alone for `perTest`. */
  readonly calls: number
  readonly tokens: number
  /** The call that the budget stopped, as `POST api.openai.com/v1/chat/completions`. */
  readonly call: string
  /** The command that records this test alone, without the mode. */
  readonly command: string
}

/**
 * The next live call would exceed the budget of the recording run: it is not made, and the run stops.
 *
 * @see docs/errors.md#cassette_budget
 */
export class BudgetExceededError extends CassetteError<'CASSETTE_BUDGET', BudgetExceededFields> {
  override readonly name = 'BudgetExceededError'
  readonly code = 'CASSETTE_BUDGET'

  constructor(fields: BudgetExceededFields) {
    super(message(fields), fields)
  }
}

function message({ limit, allowed, calls, tokens, call, command }: BudgetExceededFields): string {
  const isTest = limit === 'perTest'
  const spent = counted(calls, 'live call')
  const used = isTest ? spent : `${spent}, ${counted(tokens, 'token')}`
  return [
    `The budget of ${isTest ? 'this test' : 'this run'} is spent: ${call} was not made`,
    `  budget     ${limit}: ${number(allowed)}\n  spent      ${used}`,
    `  The recorded calls are kept. If the test needs more, raise the limit and continue:\n    ${command} --mode record`,
  ].join('\n\n')
}
