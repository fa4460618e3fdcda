import { comparable } from './comparable.ts'
import { differencesOf, type Difference } from './differences.ts'
import { likeness } from './likeness.ts'
import { withoutKinds } from './placeholders.ts'
import type { RequestView } from './request-view.ts'

/** A recorded request that an asked one may come near. */
export interface Candidate {
  readonly view: RequestView
  readonly isPlayed: boolean
  /** Whether it is recorded in the lane that is asked in. */
  readonly isOwnLane: boolean
  /** Headers that count, and that its recording does not tell of: they are no difference. */
  readonly unknownHeaders?: readonly string[]
}

/** The recorded request that comes nearest to an asked one. */
export interface Nearest {
  /** Index in the list of candidates. */
  readonly index: number
  /** In the order of the asked request. Empty when the two are equal, as those of two lanes may be. */
  readonly differences: readonly Difference[]
  /** The two, as far as they were compared. */
  readonly views: { readonly asked: RequestView; readonly recorded: RequestView }
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
  let best: { index: number; distance: number; views: Nearest['views'] } | undefined
  for (const [index, candidate] of candidates.entries()) {
    const views = {
      asked: withPlainSecrets(withoutHeaders(asked, candidate.unknownHeaders)),
      recorded: withPlainSecrets(candidate.view),
    }
    const like = likeness(comparable(views.asked), comparable(views.recorded))
    const distance = distanceOf(like, candidate)
    if (like >= threshold && (best === undefined || distance < best.distance)) best = { index, distance, views }
  }
  if (best === undefined) return undefined
  const { index, views } = best
  return { index, views, differences: differencesOf(comparable(views.asked), comparable(views.recorded)) }
}

function withoutHeaders(view: RequestView, names: readonly string[] = []): RequestView {
  if (names.length === 0) return view
  return {
    ...view,
    headers: Object.fromEntries(Object.entries(view.headers).filter(([name]) => !names.includes(name))),
  }
}

/** The match key takes one placeholder for another: so must whoever tells a difference. */
function withPlainSecrets(view: RequestView): RequestView {
  const text = JSON.stringify(view)
  const plain = withoutKinds(text)
  return plain === text ? view : (JSON.parse(plain) as RequestView)
}

function distanceOf(likeness: number, { isOwnLane, isPlayed }: Candidate): number {
  // Equal ones have a distance too, or none of them would come before the others.
  return (1.000001 - likeness) * (isOwnLane ? closer.ownLane : 1) * (isPlayed ? 1 : closer.unplayed)
}
