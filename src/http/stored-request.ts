import zlib from 'node:zlib'
import { packBody } from '../body/pack.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import { safeRequestHeaders } from '../redact/stored-headers.ts'
import { plainUrl } from '../redact/redact-url.ts'

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

const decoders: Readonly<Record<string, ((bytes: Uint8Array) => Uint8Array) | undefined>> = {
  br: zlib.brotliDecompressSync,
  deflate: zlib.inflateSync,
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  // Not in every Node that is supported: an import of it by name would not load there.
  zstd: zlib.zstdDecompressSync,
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
