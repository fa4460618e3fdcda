import type { StoredRequest } from '../cassette/interaction.ts'
import { keyOf } from '../match/match-rules.ts'
import { hasOwnRules, type Matching } from '../match/matching.ts'
import type { Caller } from '../session/caller.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import type { AppRequest, Call } from './call.ts'
import { comparedRequest } from './compared-request.ts'

/** A request with its whole body. */
interface ReceivedRequest {
  readonly body: string | Uint8Array
  /** In the form in which requests are compared. */
  readonly stored: StoredRequest
}

/**
 * Reads and compares a request.
 *
 * A request without an answer shows the line of the app. That line stands on the stack in the turn of the request only, and to
 * remember it costs as much as a fifth of a call. So a request whose body is in memory is compared in that turn.
 */
export async function receiveRequest(
  call: Call,
  { attempt, lane }: Caller,
  cassette: OpenCassette,
): Promise<ReceivedRequest> {
  const { request } = call
  const { matching } = attempt.comparing
  const { inMemory } = request
  // The rules of the user count their matches, so they compare a request once.
  const early =
    inMemory === undefined || hasOwnRules(matching) ? undefined : comparedRequest(request, inMemory, matching)
  const repeats = attempt.options.onExhausted === 'repeat-last'
  const isExpected =
    early !== undefined && cassette.expects(matching.redaction().name(lane), keyOf(early, matching), repeats)
  if (!isExpected) call.rememberCallSite?.()
  if (inMemory === undefined) return received(request, new Uint8Array(await request.arrayBuffer()), matching)
  // Other requests of the same turn are received before this one goes on.
  await Promise.resolve()
  if (request.isGone?.() === true) return received(request, '', matching)
  return early === undefined ? received(request, inMemory, matching) : { body: inMemory, stored: early }
}

function received(request: AppRequest, body: string | Uint8Array, matching: Matching): ReceivedRequest {
  return { body, stored: comparedRequest(request, body, matching) }
}
