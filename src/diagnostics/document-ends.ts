import { unpackBody } from '../body/pack.ts'
import type { StoredBody } from '../cassette/stored-body.ts'

/** The end of each document of a body, in bytes. It shows when a document had arrived. */
export function documentEnds(body: StoredBody): readonly number[] {
  if ('file' in body) return []
  const bytes = unpackBody(body)
  if ('sse' in body) return matchEnds(bytes, /(?:\r\n|\n|\r){2}/g)
  if ('ndjson' in body || 'text' in body) return matchEnds(bytes, /\n|$/g)
  return 'eventstream' in body ? messageEnds(bytes) : [bytes.length]
}

/** Searches bytes as Latin-1, because the pattern is ASCII. */
function matchEnds(bytes: Uint8Array, end: RegExp): number[] {
  const text = Buffer.from(bytes).toString('latin1')
  return Array.from(text.matchAll(end), ({ 0: match, index }) => index + match.length)
}

/** Each message begins with its length. */
function messageEnds(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ends: number[] = []
  let at = 0
  while (at + 4 <= bytes.length) {
    const size = view.getUint32(at)
    if (size < 16 || at + size > bytes.length) break
    at += size
    ends.push(at)
  }
  return ends
}
