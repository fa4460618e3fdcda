import type { StoredRequest } from '../cassette/interaction.ts'
import { keyOf } from '../match/match-rules.ts'
import type { Matching } from '../match/matching.ts'
import type { OpenCassette } from '../store/open-cassette.ts'

/**
 * Says whether the recorded client has cancelled the request that would be answered next. One that cancels before it is looked up
 * has asked in the recording only if it has cancelled there too, when it had more time.
 */
export function wasCancelled(
  matching: Matching,
  cassette: Pick<OpenCassette, 'answers' | 'interactions'>,
  lane: string,
  request: StoredRequest,
): boolean {
  const redaction = matching.redaction()
  const answers = cassette.answers(redaction.name(lane), keyOf(redaction.request(request), matching))
  const next = answers.find(({ playedBy }) => playedBy === undefined)
  return next !== undefined && cassette.interactions[next.position - 1]?.response?.aborted === true
}
