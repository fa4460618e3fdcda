import { CassetteError, hasCode } from './cassette-error.ts'
import { callFacts, type CallPageFields } from './call-page.ts'

/**
 * A request that the cassette does not hold. Unlike {@link CassetteExhaustedError}, no recorded request has its match
 * key.
 */
export class CassetteMissError extends CassetteError {
  override readonly name = 'CassetteMissError'
  readonly code = 'CASSETTE_MISS'
  readonly fields: CallPageFields

  constructor(fields: CallPageFields) {
    super(message(fields))
    this.fields = fields
  }
}

/** Whether `error` is a {@link CassetteMissError}, by its code. */
export function isCassetteMissError(error: unknown): error is CassetteMissError {
  return hasCode(error, (code) => code === 'CASSETTE_MISS')
}

function message(fields: CallPageFields): string {
  const move = fields.isRecorded ? 'If the change is meant, record this test again:' : 'Record this test:'
  return [
    `No recorded answer for ${fields.asked.call}`,
    callFacts(fields),
    `  ${move}\n    ${fields.command} --mode record`,
  ].join('\n\n')
}
