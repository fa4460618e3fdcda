import type { StoredBody } from '../cassette/stored-body.ts'
import { base64 } from './base64.ts'
import { bytesOf } from './bytes-of.ts'
import type { BodySource, Codec, Pack, Unpack } from './codec.ts'
import { eventStream } from './event-stream.ts'
import { json } from './json.ts'
import { multipart } from './multipart.ts'
import { ndjson } from './ndjson.ts'
import { sse } from './sse.ts'
import { text } from './text.ts'

/** Codecs by media type; the first match counts. */
const byType: ReadonlyArray<readonly [RegExp, Codec<StoredBody>]> = [
  [/^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq|stream\+json)$/, ndjson],
  [/^application\/json$|\+json$|^application\/x-amz-json/, json],
  [/^text\/event-stream$/, sse],
  [/^application\/vnd\.amazon\.eventstream$/, eventStream],
  [/^multipart\//, multipart],
]

/** Codecs by the first characters of a body. */
const byStart: ReadonlyArray<readonly [RegExp, readonly Codec<StoredBody>[]]> = [
  [/^\s*[[{]/, [json, ndjson]],
  [/^(data|event|id|retry)?:/, [sse]],
  [/^--\S/, [multipart]],
  // An event-stream message begins with its length in four bytes; the first is 0 up to 16 MB.
  [/^\0/, [eventStream]],
]

/** Levels of bodies inside bodies, such as parts of parts. Deeper bodies are stored as text or base64. */
export const maxNesting = 8

/**
 * The most readable form of a body that unpacks to exactly these bytes, the inverse of {@link unpackBody}.
 *
 * It tries the codecs of the media type, then those of the first characters, then text and base64. Returns `undefined`
 * for an empty body, and never a `FileBody`: the store decides which bodies go to files.
 */
export function packBody(bytes: Uint8Array, contentType?: string): StoredBody | undefined {
  return packAt(0, bytes, contentType)
}

function packAt(level: number, bytes: Uint8Array, contentType: string | undefined): StoredBody | undefined {
  if (bytes.length === 0) return undefined
  const source: BodySource = { bytes, text: decode(bytes), contentType }
  const pack: Pack = (inner, type) => packAt(level + 1, inner, type)
  for (const codec of level > maxNesting ? [text] : candidates(source)) {
    const form = attempt(codec, source, pack)
    if (form) return form
  }
  return base64.read(source, pack)
}

/**
 * The bytes of a stored body, the inverse of {@link packBody}.
 *
 * @throws Error for a `FileBody`, whose bytes are in the store.
 */
export function unpackBody(body: StoredBody): Uint8Array {
  const written = write(body, unpackBody)
  return bytesOf(written)
}

function write(body: StoredBody, unpack: Unpack): string | Uint8Array {
  if ('json' in body) return json.write(body, unpack)
  if ('sse' in body) return sse.write(body, unpack)
  if ('ndjson' in body) return ndjson.write(body, unpack)
  if ('eventstream' in body) return eventStream.write(body, unpack)
  if ('multipart' in body) return multipart.write(body, unpack)
  if ('text' in body) return text.write(body, unpack)
  if ('base64' in body) return base64.write(body, unpack)
  throw new Error(`Failed to unpack a body: it is in the file ${body.file}. Load the file first.`)
}

function candidates({ bytes, text: content, contentType }: BodySource): Set<Codec<StoredBody>> {
  const type = contentType?.split(';', 1)[0]!.trim().toLowerCase() ?? ''
  const typed = byType.filter(([pattern]) => pattern.test(type)).map(([, codec]) => codec)
  const start = content ?? String.fromCharCode(...bytes.subarray(0, 6))
  const sniffed = byStart.filter(([pattern]) => pattern.test(start)).flatMap(([, codecs]) => codecs)
  return new Set([...typed, ...sniffed, text])
}

/** The form that a codec reads, if it writes the same bytes. */
function attempt(codec: Codec<StoredBody>, source: BodySource, pack: Pack): StoredBody | undefined {
  try {
    const form = codec.read(source, pack)
    return form && isWrittenAs(source, form) ? form : undefined
  } catch {
    return undefined
  }
}

function isWrittenAs({ bytes, text: content }: BodySource, form: StoredBody): boolean {
  const written = write(form, unpackBody)
  if (typeof written !== 'string') return Buffer.compare(written, bytes) === 0
  // Texts are sooner compared than encoded.
  return content === undefined ? Buffer.compare(bytesOf(written), bytes) === 0 : written === content
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
