import { comparable } from '../view/comparable.ts'
import { differencesOf, type Difference } from './differences.ts'
import { Similarity, partsOf } from './similarity.ts'
import { withoutKinds } from '../view/placeholders.ts'
import type { RequestView } from '../view/request-view.ts'

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

/** The likeness of equal ones: a little more than 1, or none of them would come before the others. */
const same = 1.000001
/** How much of a request must be the same for it to be called near. */
const threshold = 0.5
/**
 * How far, of its distance, a candidate of the same lane seems, and one that is not played: that it waits for its
 * request says as much as a changed message.
 */
const closer = { ownLane: 0.6, unplayed: 0.6 }

/** Distances that are less apart are the same: sums of the same weights differ in their last digits. */
const hair = 1e-9

/**
 * Finds the candidate that is most like the asked request; among those about as like, one of the same lane and one that
 * is not played. `undefined` when none is near.
 */
export function findNearest(asked: RequestView, candidates: readonly Candidate[]): Nearest | undefined {
  const likenessOf = likenesses(asked)
  let best: { readonly index: number; readonly distance: number } | undefined
  for (const [index, candidate] of candidates.entries()) {
    const factor = factorOf(candidate)
    // What comes no nearer than the best so far need not be compared to its end.
    const least = best === undefined ? threshold : Math.max(threshold, same - (best.distance - hair) / factor)
    const like = likenessOf(candidate.unknownHeaders).to(partsOf(comparable(candidate.view)), least)
    if (like !== undefined) best = { index, distance: (same - like) * factor }
  }
  const found = best && candidates[best.index]
  if (best === undefined || found === undefined) return undefined
  const views = {
    asked: withPlainSecrets(withoutHeaders(asked, found.unknownHeaders)),
    recorded: withPlainSecrets(found.view),
  }
  return { index: best.index, views, differences: differencesOf(comparable(views.asked), comparable(views.recorded)) }
}

/** The likeness to the asked request without some headers, made once for each set of them. */
function likenesses(asked: RequestView): (unknownHeaders?: readonly string[]) => Similarity {
  const plain = withPlainSecrets(asked)
  const known = new Map<string, Similarity>()
  return (unknownHeaders = []) => {
    const name = unknownHeaders.join()
    let likeness = known.get(name)
    if (likeness === undefined)
      known.set(name, (likeness = new Similarity(partsOf(comparable(withoutHeaders(plain, unknownHeaders))))))
    return likeness
  }
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

function factorOf({ isOwnLane, isPlayed }: Candidate): number {
  return (isOwnLane ? closer.ownLane : 1) * (isPlayed ? 1 : closer.unplayed)
}
