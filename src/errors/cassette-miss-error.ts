import { CassetteError, hasCode } from './cassette-error.ts'
import { differenceLines, type ShownDifference } from './difference-lines.ts'
import { callFacts, type CallPageFields } from './call-page.ts'

export interface CassetteMissFields extends CallPageFields {
  /** The recorded request that comes nearest; absent when none is near. */
  readonly nearest?: {
    /** Its place in the cassette, from 1. */
    readonly position: number
    readonly isPlayed: boolean
    readonly differences: readonly ShownDifference[]
  }
}

/**
 * A request that the cassette does not hold. Unlike {@link CassetteExhaustedError}, no recorded request has its match
 * key.
 */
export class CassetteMissError extends CassetteError {
  override readonly name = 'CassetteMissError'
  readonly code = 'CASSETTE_MISS'
  readonly fields: CassetteMissFields

  constructor(fields: CassetteMissFields) {
    super(message(fields))
    this.fields = fields
  }
}

/** Whether `error` is a {@link CassetteMissError}, by its code. */
export function isCassetteMissError(error: unknown): error is CassetteMissError {
  return hasCode(error, (code) => code === 'CASSETTE_MISS')
}

function message(fields: CassetteMissFields): string {
  const move = fields.isRecorded ? 'If the change is meant, record this test again:' : 'Record this test:'
  return [
    `No recorded answer for ${fields.asked.call}`,
    callFacts(fields),
    ...(fields.nearest === undefined ? [] : [nearestText(fields.nearest, fields.interactions)]),
    `  ${move}\n    ${fields.command} --mode record`,
  ].join('\n\n')
}

function nearestText(
  { position, isPlayed, differences }: NonNullable<CassetteMissFields['nearest']>,
  total: number,
): string {
  const places = differences.length === 1 ? 'one place' : `${differences.length} places`
  const played = isPlayed ? 'already played' : 'not played yet'
  return `  Nearest: interaction ${position} of ${total}, ${played}. It differs in ${places}:\n\n${differenceLines(differences)}`
}
