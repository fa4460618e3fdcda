/** Bytes as Polly's adapter for Node stores them. */
interface PollyContent {
  readonly encoding: string | null | undefined
  /** Older versions store chunks in hexadecimal digits. */
  readonly isBinary: boolean
}

/**
 * The bytes of a body that Polly stored as a JSON list of encoded chunks, or in hexadecimal digits; `undefined` for any
 * other text. Each chunk has its own padding, so the chunks are decoded one by one.
 */
export function pollyContent(text: string, { encoding, isBinary }: PollyContent): Uint8Array | undefined {
  if (encoding !== 'base64' && !isBinary) return undefined
  const coding = encoding === 'base64' ? 'base64' : 'hex'
  if (/^\s*\[\s*"/.test(text)) {
    const chunks = JSON.parse(text) as string[]
    return Buffer.concat(chunks.map((chunk) => Buffer.from(chunk, coding)))
  }
  return coding === 'hex' ? Buffer.from(text, 'hex') : undefined
}
