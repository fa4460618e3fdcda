import type { StoredRequest } from './interaction.ts'
import { leavesOf, type Leaves } from './leaves.ts'

/** One place in which an asked request and a recorded one differ; a side is absent where it has nothing there. */
export interface Difference {
  readonly path: string
  readonly recorded?: string
  readonly asked?: string
}

/** The recorded request that comes nearest to an asked one. */
export interface Nearest {
  /** Index in the list of candidates. */
  readonly index: number
  /** In the order of the asked request, then what only the recorded one has. Never empty. */
  readonly differences: readonly Difference[]
}

/** How much of a request must be the same for it to be called near. */
const threshold = 0.5

/** Finds the candidate with the largest share of equal values, the first of several; `undefined` when none is near. */
export function findNearest(asked: StoredRequest, candidates: readonly StoredRequest[]): Nearest | undefined {
  const leaves = leavesOf(asked)
  let best: { index: number; share: number; leaves: Leaves } | undefined
  for (const [index, candidate] of candidates.entries()) {
    const other = leavesOf(candidate)
    const share = shareOfEqual(leaves, other)
    if (share >= threshold && share > (best?.share ?? 0)) best = { index, share, leaves: other }
  }
  return best && { index: best.index, differences: differencesOf(leaves, best.leaves) }
}

function shareOfEqual(a: Leaves, b: Leaves): number {
  let equal = 0
  for (const [path, value] of a) if (b.get(path) === value) equal += 1
  return equal / Math.max(a.size, b.size)
}

function differencesOf(asked: Leaves, recorded: Leaves): Difference[] {
  const paths = new Set([...asked.keys(), ...recorded.keys()])
  return [...paths]
    .filter((path) => asked.get(path) !== recorded.get(path))
    .map((path) => {
      const [before, now] = [recorded.get(path), asked.get(path)]
      return { path, ...(before !== undefined && { recorded: before }), ...(now !== undefined && { asked: now }) }
    })
}
