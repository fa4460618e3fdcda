import { CassetteError } from './cassette-error.ts'
import { callFacts, type CallPageFields } from './pages/call-page.ts'
import { suggestionLines } from './pages/suggestion-lines.ts'
import { visible } from './pages/visible.ts'

/**
 * Facts of a {@link CassetteExhaustedError}.
 *
 * @see docs/errors.md#cassette_exhausted
 */
export interface CassetteExhaustedFields extends CallPageFields {
  /** How often the cassette holds this request, in this lane. */
  readonly recorded: number
  /** How often the test has made this request. */
  readonly askedTimes: number
  /** Positions of its answers in the cassette, from 1, and the requests of this attempt that played them. */
  readonly answers: ReadonlyArray<{ readonly position: number; readonly playedBy: number }>
  /** An answer to the same request in another lane that is not played; absent where no lane has one. */
  readonly elsewhere?: { readonly position: number; readonly lane: string }
}

/**
 * A request that the cassette holds, but all its answers are played.
 *
 * @see docs/errors.md#cassette_exhausted
 */
export class CassetteExhaustedError extends CassetteError<'CASSETTE_EXHAUSTED', CassetteExhaustedFields> {
  override readonly name = 'CassetteExhaustedError'
  readonly code = 'CASSETTE_EXHAUSTED'

  constructor(fields: CassetteExhaustedFields) {
    super(message(fields), fields)
  }
}

/** The number of answers that the page names. */
const shown = 4

function message(fields: CassetteExhaustedFields): string {
  const { recorded, askedTimes, answers, elsewhere, command } = fields
  const times = recorded === 1 ? 'once' : `${recorded} times`
  const played = answers
    .slice(0, shown)
    .map(({ position, playedBy }) => `#${position} by request ${playedBy}`)
    .join(', ')
  return [
    `No answer left: ${fields.asked.call}`,
    callFacts(fields, [
      ['counts', `recorded ${times}, asked ${askedTimes} times`],
      ...(played === '' ? [] : [['played', `${played}${answers.length > shown ? ', …' : ''}`] as const]),
      ...(elsewhere === undefined
        ? []
        : [['not played', `#${elsewhere.position} in lane ${visible(JSON.stringify(elsewhere.lane))}`] as const]),
    ]),
    suggestionLines(fields.suggestions, { reason: 'If the extra call is meant, record what is missing:', command }),
  ].join('\n\n')
}
