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
  /** How often the test has asked it by now. */
  readonly askedTimes: number
  /** Where its answers stand in the cassette, from 1, and which requests of this attempt have played them. */
  readonly answers: ReadonlyArray<{ readonly position: number; readonly playedBy: number }>
  /** An answer to the very same request in another lane, not played; absent when there is none. */
  readonly elsewhere?: { readonly position: number; readonly lane: string }
}

/**
 * A request that the cassette holds, with all its answers already played.
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

/** Answers named before the rest is left out. */
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
