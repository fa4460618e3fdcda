import { comparable, type Comparable } from './comparable.ts'
import { differencesOf, type Difference } from './differences.ts'
import { likeness } from './likeness.ts'
import type { RequestView } from './request-view.ts'

/** A recorded request that an asked one may come near. */
export interface Candidate {
  readonly view: RequestView
  readonly isPlayed: boolean
  /** Whether it is recorded in the lane that is asked in. */
  readonly isOwnLane: boolean
}

/** The recorded request that comes nearest to an asked one. */
export interface Nearest {
  /** Index in the list of candidates. */
  readonly index: number
  /** In the order of the asked request. Empty when the two are equal, as those of two lanes may be. */
  readonly differences: readonly Difference[]
}

/** How much of a request must be the same for it to be called near. */
const threshold = 0.5
/**
 * How far, of its distance, a candidate of the same lane seems, and one that is not played: that it waits for its
 * request says as much as a changed message.
 */
const closer = { ownLane: 0.6, unplayed: 0.6 }

/**
 * Finds the candidate that is most like the asked request; among those about as like, one of the same lane and one that
 * is not played. `undefined` when none is near.
 */
export function findNearest(asked: RequestView, candidates: readonly Candidate[]): Nearest | undefined {
  const own = comparable(asked)
  let best: { index: number; distance: number; recorded: Comparable } | undefined
  for (const [index, candidate] of candidates.entries()) {
    const recorded = comparable(candidate.view)
    const like = likeness(own, recorded)
    const distance = distanceOf(like, candidate)
    if (like >= threshold && (best === undefined || distance < best.distance)) best = { index, distance, recorded }
  }
  return best && { index: best.index, differences: differencesOf(own, best.recorded) }
}

function distanceOf(likeness: number, { isOwnLane, isPlayed }: Candidate): number {
  // Equal ones have a distance too, or none of them would come before the others.
  return (1.000001 - likeness) * (isOwnLane ? closer.ownLane : 1) * (isPlayed ? 1 : closer.unplayed)
}
