import type { Interaction } from '../../cassette/interaction.ts'
import { candidateOf } from '../../match/candidates.ts'
import { viewOf } from '../../match/match-rules.ts'
import type { Matching } from '../../match/matching.ts'
import { findNearest, type Nearest } from '../../match/nearest/nearest.ts'
import type { IdPair } from '../../match/renamed/id-pairs.ts'
import { renamedNearest } from '../../match/renamed/renamed-nearest.ts'
import { describeRequest } from '../../providers/describe-request.ts'
import type { UnansweredRequest } from '../../session/accepting.ts'
import type { RefusedRequest } from '../../store/requests/request-notes.ts'
import { touchedAnswer } from './touched-answer.ts'

/** The recorded interaction whose request has become another one, or the reason why there is none. */
export type Counterpart =
  | {
      readonly nearest: Nearest
      /** The ids that the client has minted anew. */
      readonly ids: readonly IdPair[]
    }
  | { readonly refused: RefusedRequest }

/**
 * Finds the recorded request that a missed request clearly stands for: the nearest one, not played yet, in the same lane,
 * to the same endpoint, and next in order. Its answer must not depend on the difference.
 */
export function findCounterpart(missed: UnansweredRequest, matching: Matching): Counterpart {
  const { request, lane, cassette, taken } = missed
  const { interactions } = cassette
  const asked = describeRequest(request).text
  if (taken.verdict === 'exhausted') return { refused: { asked, reason: 'exhausted' } }
  const candidates = interactions.map((interaction, index) =>
    candidateOf(interaction, { lane, matching, isPlayed: cassette.playedBy(index) !== undefined }),
  )
  const found = findNearest(viewOf(request, matching), candidates)
  if (found === undefined) return { refused: { asked, reason: 'unknown' } }
  const { nearest, accepted: ids } = renamedNearest(found, matching.ids, interactions)
  const earlier = interactions.filter((_, index) => cassette.playedBy(index) !== undefined)
  const why = misplaced(missed, nearest) ?? touchedAnswer(nearest, request, earlier)
  return why === undefined ? { nearest, ids } : { refused: { asked, position: nearest.index + 1, ...why } }
}

/** The reason why the nearest interaction does not stand in the place of a request. */
function misplaced(
  { lane, cassette }: UnansweredRequest,
  { index, views: { asked, recorded } }: Nearest,
): Pick<RefusedRequest, 'reason'> | undefined {
  const interaction = cassette.interactions[index]!
  if (cassette.playedBy(index) !== undefined) return { reason: 'played' }
  if (interaction.lane !== lane) return { reason: 'lane' }
  if (asked.method !== recorded.method || endpointOf(asked.url) !== endpointOf(recorded.url))
    return { reason: 'endpoint' }
  const isLater = cassette
    .unused()
    .some(
      ({ position, interaction: other }) => position <= index && other.lane === lane && !wereAtOnce(other, interaction),
    )
  return isLater ? { reason: 'order' } : undefined
}

function endpointOf(url: string): string {
  return url.split('?', 1)[0] ?? ''
}

/** Whether the second interaction began before the first had ended. */
function wereAtOnce({ order: before }: Interaction, { order: after }: Interaction): boolean {
  if (before === undefined || after === undefined) return false
  return (before.ended ?? before.left ?? Number.POSITIVE_INFINITY) > after.asked
}
