import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { packBody } from '../body/pack.ts'
import type { StoredRequest } from '../core/interaction.ts'
import { safeRequestHeaders } from '../redact/headers.ts'
import { plainUrl } from '../redact/url.ts'

/**
 * An incoming request in the form it is stored in, once its secrets are redacted.
 *
 * @param own headers, in lower case, that count for the user, and so are stored too.
 */
export function storedRequest(request: Request, bytes: Uint8Array, own: readonly string[]): StoredRequest {
  const plain = decodedBody(bytes, request.headers.get('content-encoding'))
  const body = packBody(plain, request.headers.get('content-type') ?? undefined)
  const headers = safeRequestHeaders(request.headers, own)
  return { method: request.method, url: plainUrl(request.url), headers, ...(body && { body }) }
}

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  br: brotliDecompressSync,
  deflate: inflateSync,
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  zstd: zstdDecompressSync,
}

/** The body as it was before it was compressed for the way: what it says can be read, compared and redacted. */
function decodedBody(bytes: Uint8Array, encoding: string | null): Uint8Array {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  try {
    return names.reduceRight((body, name) => decoders[name]?.(body) ?? body, bytes)
  } catch {
    return bytes
  }
}
