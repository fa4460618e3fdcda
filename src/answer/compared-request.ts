import { isUtf8 } from 'node:buffer'
import { hash } from 'node:crypto'
import { bufferOf, bytesOf } from '../body/bytes-of.ts'
import { largestInline } from '../body/large-values.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import { storedRequest } from '../http/stored-request.ts'
import { hasOwnRules, type Matching } from '../match/matching.ts'
import type { Redaction } from '../redact/redaction.ts'
import type { AppRequest } from './call.ts'

/** The requests of each test, by their heads and their bodies. */
const known = new WeakMap<Redaction, Map<string, Map<string, StoredRequest>>>()

/**
 * A request in the form in which requests are compared: as it would stand in the cassette, without its secrets.
 *
 * A request that the test repeats is the same object, whose key is known. The rules of the user count their matches in each
 * request, so with them it is a new one.
 */
export function comparedRequest(request: AppRequest, body: string | Uint8Array, matching: Matching): StoredRequest {
  const redaction = matching.redaction()
  const same = hasOwnRules(matching) ? undefined : requestsLike(request, redaction)
  const bodyKey = same && keyOfBody(body)
  const earlier = bodyKey === undefined ? undefined : same?.get(bodyKey)
  if (earlier !== undefined && redaction.isSettled(earlier)) return earlier
  redaction.noteHeaders(request.headers, 'request')
  const safe = redaction.request(storedRequest(request, bytesOf(body), matching.headers))
  if (bodyKey !== undefined) same?.set(bodyKey, safe)
  return safe
}

/**
 * A text is known by itself. A large body is known by its hash: a test that sends its screenshots again with each request
 * would hold all of them.
 */
function keyOfBody(body: string | Uint8Array): string {
  if (body.length > largestInline) return hash('sha256', body)
  if (typeof body === 'string') return body
  return isUtf8(body) ? bufferOf(body).toString() : hash('sha256', body)
}

/** The requests with the same head, by their bodies. */
function requestsLike({ method, url, headers }: AppRequest, redaction: Redaction): Map<string, StoredRequest> {
  let head = `${method} ${url}`
  headers.forEach((value, name) => (head += `\n${name}: ${value}`))
  let ofTest = known.get(redaction)
  if (ofTest === undefined) known.set(redaction, (ofTest = new Map()))
  let same = ofTest.get(head)
  if (same === undefined) ofTest.set(head, (same = new Map()))
  return same
}
