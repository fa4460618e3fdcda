// An import of the whole module copies it where it is a script.
const zlib = process.getBuiltinModule('node:zlib')

const decoders: Readonly<Record<string, ((bytes: Uint8Array) => Uint8Array) | undefined>> = {
  br: zlib.brotliDecompressSync,
  deflate: zlib.inflateSync,
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  // Not every supported Node has this one, and an import by name would fail there.
  zstd: zlib.zstdDecompressSync,
}

/**
 * Decompresses a body, so that it can be read, compared and redacted.
 *
 * @param encoding the header `content-encoding`.
 * @returns the bytes themselves when they cannot be decompressed. They may have been decompressed before.
 */
export function decodeBody(bytes: Uint8Array, encoding: string | null): Uint8Array {
  if (encoding === null) return bytes
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  try {
    return names.reduceRight((body, name) => decoders[name]?.(body) ?? body, bytes)
  } catch {
    return bytes
  }
}
