import { CassetteError } from './cassette-error.ts'
import { counted, number } from '../util/counts.ts'
import { rowLines, type InteractionRow } from './pages/interaction-rows.ts'

interface GuardrailFieldsBase {
  readonly cassette: string
  /** The calls that broke the guardrail, by their positions in the test. */
  readonly calls: readonly InteractionRow[]
}

/**
 * Facts of a {@link CassetteGuardrailError}.
 *
 * @see docs/errors.md#cassette_guardrail
 */
export type CassetteGuardrailFields =
  /** The same request with the same answer, many times: `positions` are its places in the test. */
  | (GuardrailFieldsBase & {
      readonly guardrail: 'stuck'
      readonly lane: string
      readonly positions: readonly number[]
    })
  /** More calls or tokens than the guardrail allows. `isRefused`: the last call was not made. */
  | (GuardrailFieldsBase & {
      readonly guardrail: 'maxCalls' | 'maxTokens'
      readonly allowed: number
      readonly used: number
      readonly isRefused: boolean
    })

/**
 * A test that repeated itself, or used more than its guardrails allow.
 *
 * @see docs/errors.md#cassette_guardrail
 */
export class CassetteGuardrailError extends CassetteError<'CASSETTE_GUARDRAIL', CassetteGuardrailFields> {
  override readonly name = 'CassetteGuardrailError'
  readonly code = 'CASSETTE_GUARDRAIL'

  constructor(fields: CassetteGuardrailFields) {
    super(message(fields), fields)
  }
}

/** The most calls of a stuck agent that the page names before the last. */
const mostPlaces = 6

function message(fields: CassetteGuardrailFields): string {
  return [titleOf(fields), `  cassette   ${fields.cassette}`, rowLines(fields.calls), suggestionOf(fields)].join('\n\n')
}

function titleOf(fields: CassetteGuardrailFields): string {
  if (fields.guardrail === 'stuck') {
    const { lane, positions } = fields
    const where = lane === 'main' ? '' : ` in lane ${JSON.stringify(lane)}`
    return `The agent is stuck${where}: ${positions.length} times the same request and the same answer`
  }
  const { guardrail, allowed, used, isRefused } = fields
  const amount = guardrail === 'maxCalls' ? counted(used, 'call') : counted(used, 'token')
  const limit = `${number(allowed)} ${allowed === 1 ? 'is' : 'are'} allowed`
  return isRefused
    ? `The test has used ${amount}, ${limit}; no further live call was made`
    : `The test has used ${amount}, ${limit}`
}

function suggestionOf(fields: CassetteGuardrailFields): string {
  if (fields.guardrail === 'stuck') {
    const { positions } = fields
    const first = positions.slice(0, Math.min(positions.length - 1, mostPlaces)).join(', ')
    const places = `${first}${positions.length - 1 > mostPlaces ? ', …' : ''} and ${positions.at(-1)}`
    return `  These are calls ${places} of the test. If the test needs them:\n    cassettes({ guardrails: { maxRevisits: ${positions.length} } })`
  }
  const { guardrail, used, isRefused } = fields
  // Nobody knows how many calls the test would have made.
  return `  If the test needs them, allow ${isRefused ? 'more' : 'them'}:\n    cassettes({ guardrails: { ${guardrail}: ${isRefused ? '…' : used} } })`
}
