import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { parseDuration } from '../../cassette/age.ts'
import { sameItems } from '../../util/same-value.ts'
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
  const isUsed = new Set(used)
  const made = used.filter((one) => fresh.has(one) && !isStored.has(one))
  // An interaction that the test played as well stays beside a new one with the same request.
  const unused = stored.filter((one) => !isUsed.has(one))
  const { pairs, hasEchoes } = pairRecordings(unused, made, keyOf)
  const found = made.map((one) => pairs.get(one))
  if (made.length === 0 || !found.every((pair) => pair !== undefined)) return ordered
  const same = new Map(found.filter((pair) => pair.isSame).map((pair) => [pair.before, verified(pair, maxAge)]))
  if (same.size === made.length) {
    const kept = stored.flatMap((one) => same.get(one) ?? (isUsed.has(one) ? one : []))
    // The times of a clock are those of one run, and so is the beginning of the test, which is written with them.
    return sameItems(kept, stored) || !hasTimes(stored) ? kept : ordered
  }
  if (hasEchoes || hasTimes(stored) || hasTimes(ordered) || isConcurrent(stored) || isConcurrent(ordered))
    return ordered
  return used.map(
    (one, index) => same.get(pairs.get(one)?.before ?? one) ?? (isStored.has(one) ? one : ordered[index]!),
  )
}

function hasTimes(interactions: readonly Interaction[]): boolean {
  return interactions.some(({ clock }) => clock !== undefined)
}

/** Positions in the order of events are those of one run. */
function isConcurrent(interactions: readonly Interaction[]): boolean {
  return interactions.some(({ order }) => order !== undefined)
}

/**
 * The stored interaction after its provider has given the same answer, without the mark of a changed request. Its age begins
 * anew once half of `maxAge` has passed: earlier, each refresh would change the file.
 */
function verified({ before, after }: RecordingPair, maxAge: string | undefined): Interaction {
  const { requestChanged, ...plain } = before
  const age = Date.parse(after.recordedAt) - Date.parse(before.recordedAt)
  const isAged = maxAge !== undefined && age > (parseDuration(maxAge) ?? Number.POSITIVE_INFINITY) / 2
  if (isAged) return { ...plain, recordedAt: after.recordedAt } as Interaction
  return requestChanged === undefined ? before : (plain as Interaction)
}
