import type { Candidate } from './nearest/nearest.ts'
import type { Interaction } from '../cassette/interaction.ts'
import { unknownHeaders, viewOf } from './match-rules.ts'
import type { Matching } from './matching.ts'

/** A recorded interaction as a candidate for a request in a lane. */
export function candidateOf(
  { request, lane: own }: Interaction,
  { lane, isPlayed, matching }: { readonly lane: string; readonly isPlayed: boolean; readonly matching: Matching },
): Candidate {
  const view = viewOf(request, matching)
  return { view, isPlayed, isOwnLane: own === lane, unknownHeaders: unknownHeaders(request, matching) }
}
