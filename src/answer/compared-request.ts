import { hash } from 'node:crypto'
import type { StoredRequest } from '../cassette/interaction.ts'
import { storedRequest } from '../http/stored-request.ts'
import { hasOwnRules, type Matching } from '../match/matching.ts'
import type { Redaction } from '../redact/redaction.ts'
import type { AppRequest } from './call.ts'

/** The requests of each test, by the whole of what was sent. */
const known = new WeakMap<Redaction, Map<string, StoredRequest>>()

/**
 * A request in the form in which requests are compared: as it would stand in the cassette, without its secrets.
 *
 * A request that the test repeats is the same object, whose key is known. The rules of the user count their matches in each
 * request, so with them it is a new one.
 */
export function comparedRequest(request: AppRequest, bytes: Uint8Array, matching: Matching): StoredRequest {
  const redaction = matching.redaction()
  const requests = hasOwnRules(matching) ? undefined : requestsOf(redaction)
  const sent =
    requests && `${request.method} ${request.url}\n${[...request.headers].join('\n')}\n${hash('sha256', bytes)}`
  const earlier = sent === undefined ? undefined : requests?.get(sent)
  if (earlier !== undefined && redaction.isSettled(earlier)) return earlier
  redaction.noteHeaders(request.headers, 'request')
  const safe = redaction.request(storedRequest(request, bytes, matching.headers))
  if (sent !== undefined) requests?.set(sent, safe)
  return safe
}

function requestsOf(redaction: Redaction): Map<string, StoredRequest> {
  const requests = known.get(redaction) ?? new Map<string, StoredRequest>()
  known.set(redaction, requests)
  return requests
}
