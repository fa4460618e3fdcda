import type { Candidate } from '../core/nearest.ts'
import type { Interaction } from '../core/interaction.ts'
import { isStoredHeader } from '../redact/headers.ts'
import { viewOf } from './match-rules.ts'
import type { Matching } from './matching.ts'

/** A recorded interaction as one that an asked request, in some lane, may come near. */
export function candidateOf(
  { request, lane: own }: Interaction,
  { lane, isPlayed, matching }: { readonly lane: string; readonly isPlayed: boolean; readonly matching: Matching },
): Candidate {
  // What was recorded before a header counted does not say what it was: it is answered whatever the header is now.
  const unknownHeaders = matching.headers.filter(
    (name) => !isStoredHeader(name) && request.headers?.[name] === undefined,
  )
  return { view: viewOf(request, matching), isPlayed, isOwnLane: own === lane, unknownHeaders }
}
