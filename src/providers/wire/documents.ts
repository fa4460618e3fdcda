import type { EventStreamMessage, SseEvent, StoredBody } from '../../cassette/stored-body.ts'
import { isObject, objectOf } from './json-value.ts'
import type { WireDocument } from './wire-format.ts'

/**
 * The JSON values of a body: one for a plain answer, or one for each event, line or message of a stream. Anything that is
 * not JSON, such as an incomplete last event, is `undefined`, so that positions are those of the stream.
 */
export function documentsOf(body: StoredBody | undefined): readonly WireDocument[] {
  if (body === undefined) return []
  if ('json' in body) return jsonDocuments(body.json)
  if ('sse' in body) return body.sse.map(eventOf)
  if ('ndjson' in body) return body.ndjson.map((value) => ({ value }))
  if ('eventstream' in body) return body.eventstream.map(messageOf)
  return 'text' in body ? textDocuments(body.text) : []
}

/** Gemini streams an array unless the request asks for events. */
function jsonDocuments(json: unknown): readonly WireDocument[] {
  return Array.isArray(json) ? json.map((value: unknown) => ({ value })) : [{ value: json }]
}

/** An event with another JSON layout than the rest has its data as text, and an unusual event is raw. */
function eventOf({ event, data, raw }: SseEvent): WireDocument {
  const text = raw !== undefined && /(\r\n|\n|\r){2}$/.test(raw) ? /^data: ?(.*)$/m.exec(raw)?.[1] : data
  const value = typeof text === 'string' && text.startsWith('{') ? parsed(text) : text
  return { value: isObject(value) ? value : undefined, ...(event && { event }) }
}

/**
 * The JSON of a body that is stored as text: an answer or a streamed array with a layout or numbers that cannot be
 * reproduced, or lines of which the last is incomplete.
 */
function textDocuments(text: string): readonly WireDocument[] {
  const whole = /^\s*[[{]/.test(text) ? parsed(text) : undefined
  if (whole !== undefined) return jsonDocuments(whole)
  const lines = text.split('\n').map((line) => ({ value: parsed(line) }))
  return isObject(lines[0]?.value) ? lines : []
}

function messageOf({ headers, body }: EventStreamMessage): WireDocument {
  const value = body !== undefined && 'json' in body ? body.json : undefined
  const event = headers[':event-type'] ?? headers[':exception-type'] ?? headers[':error-code']
  // Bedrock's `invoke` wraps the answers of other formats.
  const wrapped = objectOf(value)['bytes']
  if (event === 'chunk' && typeof wrapped === 'string')
    return { value: parsed(Buffer.from(wrapped, 'base64').toString()) }
  return { value, ...(typeof event === 'string' && { event }) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
