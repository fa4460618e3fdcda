import zlib from 'node:zlib'
import { packBody } from '../body/pack.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import { safeRequestHeaders } from '../redact/stored-headers.ts'
import { plainUrl } from '../redact/redact-url.ts'

/**
 * Turns a request into the form of a cassette. Its secrets are not redacted yet.
 *
 * @param own further headers to store, in lower case: those that the user compares.
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
  // Not every supported Node has this one, and an import by name would fail there.
  zstd: zlib.zstdDecompressSync,
}

/** Decompresses a body, so that it can be read, compared and redacted. */
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
