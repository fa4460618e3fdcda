import type { HeaderFields } from '../cassette/header-fields.ts'
import { withoutBoundary } from '../body/multipart.ts'
import { packBody } from '../body/pack.ts'
import type { StoredHeaders, StoredRequest } from '../cassette/interaction.ts'
import { safeRequestHeaders } from '../redact/stored-headers.ts'
import { plainUrl } from '../redact/redact-url.ts'
import { decodeBody } from './decode-body.ts'

/**
 * Turns a request into the form of a cassette. Its secrets are not redacted yet.
 *
 * @param own further headers to store, in lower case: those that the user compares.
 */
export function storedRequest(
  request: Pick<Request, 'method' | 'url'> & { readonly headers: HeaderFields },
  bytes: Uint8Array,
  own: readonly string[],
): StoredRequest {
  const plain = decodeBody(bytes, request.headers.get('content-encoding'))
  const packed = packBody(plain, request.headers.get('content-type') ?? undefined)
  const body = packed && 'multipart' in packed ? withoutBoundary(packed, plain) : packed
  const stored = safeRequestHeaders(request.headers, own)
  const isWithout = body !== undefined && 'multipart' in body && body.boundary === undefined
  const headers = isWithout ? withPlainType(stored) : stored
  return { method: request.method, url: plainUrl(request.url), headers, ...(body && { body }) }
}

/** The headers with a media type that names no boundary. */
function withPlainType(headers: StoredHeaders): StoredHeaders {
  const { 'content-type': type } = headers
  if (typeof type !== 'string') return headers
  return { ...headers, 'content-type': type.replace(/;\s*boundary=("[^"]*"|[^;]*)/i, '').trim() }
}
