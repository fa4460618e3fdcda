import { packBody } from '../body/pack.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import { safeRequestHeaders } from '../redact/stored-headers.ts'
import { plainUrl } from '../redact/redact-url.ts'
import { decodeBody } from './decode-body.ts'

/**
 * Turns a request into the form of a cassette. Its secrets are not redacted yet.
 *
 * @param own further headers to store, in lower case: those that the user compares.
 */
export function storedRequest(
  request: Pick<Request, 'method' | 'url' | 'headers'>,
  bytes: Uint8Array,
  own: readonly string[],
): StoredRequest {
  const plain = decodeBody(bytes, request.headers.get('content-encoding'))
  const body = packBody(plain, request.headers.get('content-type') ?? undefined)
  const headers = safeRequestHeaders(request.headers, own)
  return { method: request.method, url: plainUrl(request.url), headers, ...(body && { body }) }
}
