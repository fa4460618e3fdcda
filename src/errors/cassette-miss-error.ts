import { CassetteError } from './cassette-error.ts'
import { differenceLines, type ShownDifference } from './pages/difference-lines.ts'
import { callFacts, type CallPageFields } from './pages/call-page.ts'
import { idLines, type RefusedId } from './pages/id-lines.ts'
import { suggestionLines } from './pages/suggestion-lines.ts'
import { rowLines, type InteractionRow } from './pages/interaction-rows.ts'
import { visible } from './pages/visible.ts'

/**
 * The recorded request that is most similar to the one of the test.
 *
 * @see docs/errors.md#cassette_miss
 */
export interface NearestFields {
  /** Its place in the cassette, from 1. */
  readonly position: number
  /** Its lane, where it differs from the lane of the request. */
  readonly lane?: string
  /** The request of this attempt that played it, from 1; absent while it is not played. */
  readonly playedBy?: number
  /** How much of the two is the same, in per cent, rounded down; absent for short requests, where it says nothing. */
  readonly alike?: number
  /** The number of differences; 0 where only the lane differs. */
  readonly places: number
  /** The first differences. */
  readonly differences: readonly ShownDifference[]
  /** Ids among the differences that look as if a client had made them, and that may not differ; absent where there are none. */
  readonly ids?: readonly RefusedId[]
}

/**
 * Facts of a {@link CassetteMissError}.
 *
 * @see docs/errors.md#cassette_miss
 */
export interface CassetteMissFields extends CallPageFields {
  /** Absent where no recorded request is similar. */
  readonly nearest?: NearestFields
  /** Interactions that are not played, where no recorded request is similar. */
  readonly unplayed?: readonly InteractionRow[]
}

/**
 * A request that the cassette does not hold. Unlike {@link CassetteExhaustedError}, no recorded request has its match
 * key.
 *
 * @see docs/errors.md#cassette_miss
 */
export class CassetteMissError extends CassetteError<'CASSETTE_MISS', CassetteMissFields> {
  override readonly name = 'CassetteMissError'
  readonly code = 'CASSETTE_MISS'

  constructor(fields: CassetteMissFields) {
    super(message(fields), fields)
  }
}

/**
 * A short page for a miss with the same differences as one of another test. Vitest prints equal errors once, with all their
 * tests.
 *
 * @param test file and titles of the test that shows the whole page.
 */
export function repeatedMissPage(
  fields: CassetteMissFields & { readonly nearest: NearestFields },
  test: string,
): string {
  const { places: count, differences } = fields.nearest
  return [
    titleOf(fields),
    `  The same ${count === 1 ? 'difference' : `${count} differences`} as in another test:\n    ${visible(test)}`,
    differenceLines(differences, count),
  ].join('\n\n')
}

function message(fields: CassetteMissFields): string {
  const { nearest, unplayed = [], suggestions, command, isRecorded } = fields
  // The same for all tests without a recording: Vitest prints equal errors once, and the end of the run has the command.
  if (!isRecorded && suggestions.length === 1)
    return `${titleOf(fields)}\n\n  This test is not recorded yet. Run it with --mode record.`
  if (!isRecorded && suggestions[0]?.suggestion === 'rename')
    return `${titleOf(fields)}\n\n  This test has no cassette, but a cassette without a test holds this request.\n  If the test was renamed or moved, give it that cassette:\n    npx vitest-cassette rename`
  const reason = isRecorded ? 'If the change is meant, record this test again:' : 'Record this test:'
  return [
    titleOf(fields),
    callFacts(fields),
    ...(nearest === undefined ? [] : nearestBlocks(nearest, fields.interactions)),
    ...(unplayed.length === 0 ? [] : [`  No recorded request is similar. Not played yet:\n\n${rowLines(unplayed)}`]),
    suggestionLines(suggestions, { reason, command }),
  ].join('\n\n')
}

function titleOf({ asked }: CassetteMissFields): string {
  return `No recorded answer: ${asked.call}`
}

function nearestBlocks(nearest: NearestFields, total: number): string[] {
  const { position, lane, playedBy, alike, places, differences, ids = [] } = nearest
  const facts = [
    `Nearest: interaction ${position} of ${total}`,
    ...(lane === undefined ? [] : [`in lane ${visible(JSON.stringify(lane))}`]),
    playedBy === undefined ? 'not played yet' : `played by request ${playedBy} of this test`,
    ...(places === 0 ? ['equal'] : alike === undefined ? [] : [`${alike} % the same`]),
  ]
  const found = `  ${facts.join(', ')}.`
  if (places === 0) return [found]
  const count = places === 1 ? 'One difference:' : `${places} differences:`
  return [
    found.length + count.length < 80 ? `${found} ${count}` : `${found}\n  ${count}`,
    differenceLines(differences, places),
    ...(ids.length === 0
      ? []
      : [`  A generated id may have one new value in each run of a test. Not these:\n\n${idLines(ids)}`]),
  ]
}
