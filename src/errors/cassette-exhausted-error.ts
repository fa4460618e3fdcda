import { CassetteError, hasCode } from './cassette-error.ts'
import { callFacts, type CallPageFields } from './call-page.ts'

export interface CassetteExhaustedFields extends CallPageFields {
  /** How often the cassette holds this request, in this lane. */
  readonly recorded: number
  /** How often the test has asked it by now. */
  readonly askedTimes: number
}

/** A request that the cassette holds, with all its answers already played. */
export class CassetteExhaustedError extends CassetteError {
  override readonly name = 'CassetteExhaustedError'
  readonly code = 'CASSETTE_EXHAUSTED'
  readonly fields: CassetteExhaustedFields

  constructor(fields: CassetteExhaustedFields) {
    super(message(fields))
    this.fields = fields
  }
}

/** Whether `error` is a {@link CassetteExhaustedError}, by its code. */
export function isCassetteExhaustedError(error: unknown): error is CassetteExhaustedError {
  return hasCode(error, (code) => code === 'CASSETTE_EXHAUSTED')
}

function message(fields: CassetteExhaustedFields): string {
  const times = fields.recorded === 1 ? 'once' : `${fields.recorded} times`
  return [
    `All recorded answers for ${fields.asked.call} are used up`,
    callFacts(fields, [['counts', `recorded ${times}, asked ${fields.askedTimes} times`]]),
    "  If two parts of the test ask at the same time, give each a lane of its own:\n    cassette.lane('name', () => …)",
    "  If the last answer may serve for ever:\n    cassettes({ onExhausted: 'repeat-last' })",
    `  If the extra call is meant, record what is missing:\n    ${fields.command} --mode record`,
  ].join('\n\n')
}
