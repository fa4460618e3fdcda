import { comparable } from '../view/comparable.ts'
import { differencesOf, type Difference } from './differences.ts'
import { Similarity, partsOf } from './similarity.ts'
import { withoutKinds } from '../view/placeholders.ts'
import type { RequestView } from '../view/request-view.ts'

/** A recorded request that is compared with an asked request. */
export interface Candidate {
  readonly view: RequestView
  readonly isPlayed: boolean
  /** Whether both requests are in the same lane. */
  readonly isOwnLane: boolean
  /** Compared headers that its recording does not hold. They are not a difference. */
  readonly unknownHeaders?: readonly string[]
}

/** The recorded request that is nearest to an asked request. */
export interface Nearest {
  /** Index in the list of candidates. */
  readonly index: number
  /** Differences in the order of the asked request. Empty for equal requests, such as those of two lanes. */
  readonly differences: readonly Difference[]
  /** The compared parts of both requests. */
  readonly views: { readonly asked: RequestView; readonly recorded: RequestView }
}

/** Similarity of equal requests: a little more than 1, so that the lane and the unplayed state still decide. */
const same = 1.000001
/** Least similarity of a near request. */
const threshold = 0.5
/**
 * Factors on the distance of a candidate in the same lane, and of an unplayed one: an unplayed interaction weighs as much
 * as a changed message.
 */
const closer = { ownLane: 0.6, unplayed: 0.6 }

/** Distances that differ by less are equal: sums of the same weights differ in their last digits. */
const hair = 1e-9

/**
 * Finds the candidate with the highest similarity to the asked request. Among similar candidates, one in the same lane and
 * an unplayed one come first. Returns `undefined` when none is near.
 */
export function findNearest(asked: RequestView, candidates: readonly Candidate[]): Nearest | undefined {
  const similarityOf = similaritiesTo(asked)
  let best: { readonly index: number; readonly distance: number } | undefined
  for (const [index, candidate] of candidates.entries()) {
    const factor = factorOf(candidate)
    // The comparison stops when a candidate cannot be nearer than the best one.
    const least = best === undefined ? threshold : Math.max(threshold, same - (best.distance - hair) / factor)
    const similarity = similarityOf(candidate.unknownHeaders).to(partsOf(comparable(candidate.view)), least)
    if (similarity !== undefined) best = { index, distance: (same - similarity) * factor }
  }
  const found = best && candidates[best.index]
  if (best === undefined || found === undefined) return undefined
  const views = {
    asked: withPlainSecrets(withoutHeaders(asked, found.unknownHeaders)),
    recorded: withPlainSecrets(found.view),
  }
  return { index: best.index, views, differences: differencesOf(comparable(views.asked), comparable(views.recorded)) }
}

/** Returns the similarity to the asked request without some headers. It is made once for each set of headers. */
function similaritiesTo(asked: RequestView): (unknownHeaders?: readonly string[]) => Similarity {
  const plain = withPlainSecrets(asked)
  const known = new Map<string, Similarity>()
  return (unknownHeaders = []) => {
    const name = unknownHeaders.join()
    let similarity = known.get(name)
    if (similarity === undefined)
      known.set(name, (similarity = new Similarity(partsOf(comparable(withoutHeaders(plain, unknownHeaders))))))
    return similarity
  }
}

function withoutHeaders(view: RequestView, names: readonly string[] = []): RequestView {
  if (names.length === 0) return view
  return {
    ...view,
    headers: Object.fromEntries(Object.entries(view.headers).filter(([name]) => !names.includes(name))),
  }
}

/** The match key treats all placeholders for secrets as equal, and so must differences. */
function withPlainSecrets(view: RequestView): RequestView {
  const text = JSON.stringify(view)
  const plain = withoutKinds(text)
  return plain === text ? view : (JSON.parse(plain) as RequestView)
}

function factorOf({ isOwnLane, isPlayed }: Candidate): number {
  return (isOwnLane ? closer.ownLane : 1) * (isPlayed ? 1 : closer.unplayed)
}
