import { bodyOf, type CorpusInteraction } from './read-corpus.ts'

/** Bytes of a piece of a plain body. The odd number also cuts characters. */
const pieceSize = 4093

/** A recorded body in chunks like a provider's: one event, line or message for a stream, else pieces of a few KB. */
export function chunksOf({ stream, response }: Pick<CorpusInteraction, 'stream' | 'response'>): Buffer[] {
  const bytes = bodyOf(response)
  if (stream === 'sse') return cut(bytes, afterBlankLine)
  if (stream === 'ndjson') return cut(bytes, (rest) => after(rest, '\n'))
  if (stream === 'aws-eventstream') return cut(bytes, (rest) => (rest.length < 4 ? rest.length : rest.readUInt32BE()))
  return cut(bytes, () => pieceSize)
}

function cut(bytes: Buffer, size: (rest: Buffer) => number): Buffer[] {
  const chunks: Buffer[] = []
  for (let rest = bytes; rest.length > 0;) {
    const length = Math.min(Math.max(1, size(rest)), rest.length)
    chunks.push(rest.subarray(0, length))
    rest = rest.subarray(length)
  }
  return chunks
}

function afterBlankLine(rest: Buffer): number {
  return Math.min(...['\n\n', '\r\n\r\n', '\r\r'].map((end) => after(rest, end)))
}

/** The end of the first `end`, or the whole length. */
function after(rest: Buffer, end: string): number {
  const at = rest.indexOf(end)
  return at === -1 ? rest.length : at + end.length
}
