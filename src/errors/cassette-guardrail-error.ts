import { CassetteError } from './cassette-error.ts'
import { counted, number } from '../util/counts.ts'
import { rowLines, type InteractionRow } from './pages/interaction-rows.ts'

interface GuardrailFieldsBase {
  readonly cassette: string
  /** The calls it is about, by their places in the test. */
  readonly calls: readonly InteractionRow[]
}

/**
 * Facts of a {@link CassetteGuardrailError}.
 *
 * @see docs/errors.md#cassette_guardrail
 */
export type CassetteGuardrailFields =
  /** The same request, again and again, with the same answer: `positions` are its places in the test. */
  | (GuardrailFieldsBase & {
      readonly guardrail: 'stuck'
      readonly lane: string
      readonly positions: readonly number[]
    })
  /** More calls or tokens than are allowed. `isRefused`: the last call was not made. */
  | (GuardrailFieldsBase & {
      readonly guardrail: 'maxCalls' | 'maxTokens'
      readonly allowed: number
      readonly used: number
      readonly isRefused: boolean
    })

/**
 * A test that went in circles, or took more than its guardrails allow.
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

function message(fields: CassetteGuardrailFields): string {
  return [titleOf(fields), `  cassette   ${fields.cassette}`, rowLines(fields.calls), moveOf(fields)].join('\n\n')
}

function titleOf(fields: CassetteGuardrailFields): string {
  if (fields.guardrail === 'stuck') {
    const { lane, positions } = fields
    const where = lane === 'main' ? '' : ` in lane ${JSON.stringify(lane)}`
    return `The agent is stuck${where}: ${positions.length} times the same request and the same answer`
  }
  const { guardrail, allowed, used, isRefused } = fields
  const what = guardrail === 'maxCalls' ? counted(used, 'call') : counted(used, 'token')
  const limit = `${number(allowed)} ${allowed === 1 ? 'is' : 'are'} allowed`
  return isRefused
    ? `The test has used ${what}, ${limit}: no live call was made any more`
    : `The test has used ${what}, ${limit}`
}

function moveOf(fields: CassetteGuardrailFields): string {
  if (fields.guardrail === 'stuck') {
    const { positions } = fields
    const places = `${positions.slice(0, -1).join(', ')} and ${positions.at(-1)}`
    return `  These are calls ${places} of the test. If they are meant:\n    cassettes({ guardrails: { maxRevisits: ${positions.length} } })`
  }
  const { guardrail, used, isRefused } = fields
  // How many there would have been is not known.
  return `  If they are meant, allow ${isRefused ? 'more' : 'them'}:\n    cassettes({ guardrails: { ${guardrail}: ${isRefused ? '…' : used} } })`
}
