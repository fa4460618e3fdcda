import { CassetteError } from './cassette-error.ts'
import { rowLines, type InteractionRow } from './pages/interaction-rows.ts'
import { suggestionLines } from './pages/suggestion-lines.ts'

/**
 * A recorded interaction that was not played.
 *
 * @see docs/errors.md#cassette_unused
 */
export interface UnusedRow extends InteractionRow {
  /** Its lane, unless it is `main`. */
  readonly lane?: string
  /** How often the cassette holds its request, and how often the test has made it. */
  readonly recorded: number
  readonly asked: number
}

/**
 * Facts of a {@link CassetteUnusedError}.
 *
 * @see docs/errors.md#cassette_unused
 */
export interface CassetteUnusedFields {
  readonly cassette: string
  /** Recorded interactions in the cassette. */
  readonly total: number
  /** The interactions that the passing test did not play. */
  readonly unused: readonly UnusedRow[]
  /** Another test of the file that has recorded all of them; absent where none has. */
  readonly elsewhere?: string
  readonly command: string
}

/**
 * A test passed, and interactions of its cassette were not played.
 *
 * @see docs/errors.md#cassette_unused
 */
export class CassetteUnusedError extends CassetteError<'CASSETTE_UNUSED', CassetteUnusedFields> {
  override readonly name = 'CassetteUnusedError'
  readonly code = 'CASSETTE_UNUSED'

  constructor(fields: CassetteUnusedFields) {
    super(message(fields), fields)
  }
}

function message({ cassette, total, unused, elsewhere, command }: CassetteUnusedFields): string {
  const one = unused.length === 1
  const isAskedLess = unused.every(({ asked }) => asked > 0)
  const why = isAskedLess
    ? `The code makes ${one ? 'this call' : 'these calls'} less often than before.`
    : `The code no longer makes ${one ? 'this call' : 'these calls'}.`
  return [
    `${unused.length} of ${total} recorded ${total === 1 ? 'interaction' : 'interactions'} ${one ? 'was' : 'were'} not used`,
    `  cassette   ${cassette}`,
    rowLines(unused.map((row) => ({ ...row, text: `${row.text}${countsOf(row)}` }))),
    suggestionLines(
      [
        ...(elsewhere === undefined ? [] : [{ suggestion: 'before-all' as const, test: elsewhere }]),
        { suggestion: 'record' },
      ],
      { reason: `${why} If that is meant, record the test again:`, command },
    ),
  ].join('\n\n')
}

function countsOf({ lane, recorded, asked }: UnusedRow): string {
  const notes = [
    ...(lane === undefined ? [] : [`lane ${JSON.stringify(lane)}`]),
    ...(asked === 0 ? [] : [`recorded ${recorded} times, asked ${asked === 1 ? 'once' : `${asked} times`}`]),
  ]
  return notes.map((note) => `\n      ${note}`).join('')
}
