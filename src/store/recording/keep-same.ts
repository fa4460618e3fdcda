import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { parseDuration } from '../../cassette/age.ts'
import { pairRecordings, type RecordingPair } from '../../match/answers/pair-recordings.ts'

/** A recording, and the cassette before it. */
export interface Rerecorded {
  readonly stored: readonly Interaction[]
  /** The interactions that the test used. */
  readonly used: readonly Interaction[]
  /** The same, in the form in which they would be stored. */
  readonly ordered: readonly Interaction[]
  /** Interactions that were recorded in this run. */
  readonly fresh: ReadonlySet<Interaction>
  readonly keyOf: (request: StoredRequest) => string
  /** The option. */
  readonly maxAge?: string | undefined
}

/**
 * A recording with the stored interactions in place of the new ones that say the same: same request, and same answer but for
 * ids, times, fingerprints and usage. They keep their lines in the file.
 *
 * The app has seen only the new ids and times. So where it made a request that the cassette does not hold, or where a call
 * repeats an id, the new interactions stay, unless all of them say the same.
 */
export function keepSame({ stored, used, ordered, fresh, keyOf, maxAge }: Rerecorded): readonly Interaction[] {
  const isStored = new Set(stored)
  const made = used.filter((one) => fresh.has(one) && !isStored.has(one))
  const { pairs, hasEchoes } = pairRecordings(stored, made, keyOf)
  const isSame = (one: Interaction): boolean => pairs.get(one)?.isSame === true
  if (made.some((one) => !pairs.has(one)) || !made.some(isSame)) return ordered
  const kept = used.map((one, index) => {
    const pair = pairs.get(one)
    return pair?.isSame === true ? verified(pair, maxAge) : isStored.has(one) ? one : ordered[index]!
  })
  // Requests that were made at once may have come in another order.
  if (kept.length === stored.length && kept.every((one) => isStored.has(one))) return stored
  // Positions and times are those of one run.
  const isTimed = [...stored, ...ordered].some(({ order, clock }) => order !== undefined || clock !== undefined)
  return hasEchoes || isTimed ? ordered : kept
}

/**
 * The stored interaction after its provider has given the same answer. Its age begins anew once half of `maxAge` has
 * passed: earlier, each refresh would change the file.
 */
function verified({ before, after }: RecordingPair, maxAge: string | undefined): Interaction {
  const { requestChanged, ...plain } = before
  const age = Date.parse(after.recordedAt) - Date.parse(before.recordedAt)
  const isAged = maxAge !== undefined && age > (parseDuration(maxAge) ?? Number.POSITIVE_INFINITY) / 2
  return requestChanged === undefined && !isAged ? before : ({ ...plain, recordedAt: after.recordedAt } as Interaction)
}
