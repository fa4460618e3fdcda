import { writeJson } from '../../body/json-layout.ts'
import { unpackBody } from '../../body/pack.ts'
import type {
  EventStreamHeader,
  EventStreamMessage,
  MultipartPart,
  SseEvent,
  StoredBody,
} from '../../cassette/stored-body.ts'
import { below, leafOf, type MapLeaf, type Place } from './leaf.ts'
import { mapItems, mapValue } from './walk.ts'

/**
 * A stored body with each text replaced, in the form it is stored in: what is written again is valid JSON, whole events,
 * messages with right lengths and checksums. A body in which nothing changes comes back itself.
 */
export function mapBody(body: StoredBody, place: Place, map: MapLeaf, series = ''): StoredBody {
  if ('json' in body)
    return withField(body, 'json', mapValue(body.json, below(place, 'json'), map, arraySeries(body.json, series)))
  if ('text' in body) return withField(body, 'text', map(leafOf(body.text, below(place, 'text'), series)))
  if ('base64' in body) return withField(body, 'base64', mapBytes(body.base64, below(place, 'base64'), map))
  if ('ndjson' in body) {
    const here = below(place, 'ndjson')
    const values = mapItems(body.ndjson, (value, at) => mapValue(value, below(here, at), map, `${series}n`))
    return withField(body, 'ndjson', values)
  }
  if ('sse' in body) {
    const here = below(place, 'sse')
    const events = mapItems(body.sse, (event, at) =>
      mapEvent(event, below(here, at), map, `${series}s`, body.layout?.json),
    )
    return mapRest(withField(body, 'sse', events), place, map)
  }
  if ('eventstream' in body) {
    const here = below(place, 'eventstream')
    const messages = mapItems(body.eventstream, (message, at) => mapMessage(message, below(here, at), map, series))
    return mapRest(withField(body, 'eventstream', messages), place, map)
  }
  if ('multipart' in body) {
    const here = below(place, 'multipart')
    const parts = mapItems(body.multipart, (part, at) => mapPart(part, below(here, at), map))
    return withField(body, 'multipart', parts)
  }
  return body
}

/** An answer that is one array is a stream too: Gemini's without `alt=sse`. */
function arraySeries(value: unknown, series: string): string | undefined {
  return Array.isArray(value) || series !== '' ? `${series}j` : undefined
}

function mapMessage(message: EventStreamMessage, place: Place, map: MapLeaf, series: string): EventStreamMessage {
  const headers = mapHeaders(message.headers, below(place, 'headers'), map)
  const type = message.headers[':event-type']
  const inner = `${series}e${typeof type === 'string' ? type : ''}`
  const body = message.body && mapBody(message.body, below(place, 'body'), map, inner)
  return headers === message.headers && body === message.body ? message : { headers, ...(body && { body }) }
}

/** A text in a form is the value of a field. */
function mapPart(part: MultipartPart, place: Place, map: MapLeaf): MultipartPart {
  const headers = mapPairs(part.headers, below(place, 'headers'), map)
  const field = fieldOf(part.headers)
  const here = below(place, 'body')
  const body =
    part.body && 'text' in part.body && field !== undefined
      ? withField(part.body, 'text', map(leafOf(part.body.text, below(here, 'text'), undefined, field)))
      : part.body && mapBody(part.body, here, map)
  if (headers === part.headers && body === part.body) return part
  return body === part.body || body === undefined
    ? { ...part, headers }
    : { headers: withLength(headers, unpackBody(body).byteLength), body }
}

/** The headers of a part with the length of its new body, where they tell it. */
function withLength(
  headers: ReadonlyArray<readonly [string, string]>,
  length: number,
): ReadonlyArray<readonly [string, string]> {
  return headers.map(([name, value]) => [name, name.toLowerCase() === 'content-length' ? String(length) : value])
}

function mapEvent(
  event: SseEvent,
  place: Place,
  map: MapLeaf,
  series: string,
  layout: Parameters<typeof writeJson>[1],
): SseEvent {
  let next = event
  for (const name of ['event', 'id', 'comment', 'raw'] as const) {
    const text = event[name]
    const written = name === 'raw' && text !== undefined ? mapRaw(text, place, map, series) : undefined
    if (written !== undefined) next = withField(next, name, written)
    else if (text !== undefined)
      next = withField(next, name, map(leafOf(text, below(place, name), `${series}.${name}`)))
  }
  const { data } = event
  if (data === undefined) return next
  const here = below(place, 'data')
  const inner = `${series}${event.event ?? ''}.data`
  const value = typeof data === 'string' ? parsed(data) : undefined
  if (value === undefined) return withField(next, 'data', mapValue(data, here, map, inner))
  const mapped = mapValue(value, here, map, inner)
  return mapped === value ? next : { ...next, data: writeJson(mapped, layout) }
}

/** An event that is stored as it was written: its data counts as that of the others. */
function mapRaw(raw: string, place: Place, map: MapLeaf, series: string): string | undefined {
  const [, event = '', before = '', data = '', after = ''] =
    /^(?:event:[ \t]?([^\r\n]*)\r?\n)?(data:[ \t]*)([[{][^\r\n]*)(\s*)$/.exec(raw) ?? []
  const value = parsed(data)
  if (value === undefined) return undefined
  const mapped = mapValue(value, below(place, 'raw'), map, `${series}${event}.data`)
  if (mapped === value) return raw
  return `${raw.slice(0, raw.length - before.length - data.length - after.length)}${before}${JSON.stringify(mapped)}${after}`
}

/** JSON that could not be stored as JSON, because it would not be written the same again. */
function parsed(text: string): unknown {
  // Most streams end with `[DONE]`, and an error of the parser takes as long as dozens of events.
  if (!/^\s*(\{\s*["}]|\[\s*[\]"[{\-\dtfn])/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/**
 * Texts in bytes that are no text, each byte as one character: what is valid as UTF-8 and has no control characters. In sound
 * and pictures a label such as `pwd=` stands by chance, and the bytes behind it are no password.
 */
const textsInBytes =
  /(?:[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){8,}/g

/** Bytes that are no text are looked at where they hold texts. */
function mapBytes(base64: string, place: Place, map: MapLeaf): string {
  const text = Buffer.from(base64, 'base64').toString('latin1')
  const mapped = text.replaceAll(textsInBytes, (found) => map(leafOf(found, place)))
  return mapped === text ? base64 : Buffer.from(mapped, 'latin1').toString('base64')
}

function mapRest<Body extends StoredBody & { readonly rest?: string }>(body: Body, place: Place, map: MapLeaf): Body {
  return body.rest === undefined ? body : withField(body, 'rest', mapBytes(body.rest, below(place, 'rest'), map))
}

function mapHeaders(
  headers: Readonly<Record<string, EventStreamHeader>>,
  place: Place,
  map: MapLeaf,
): Readonly<Record<string, EventStreamHeader>> {
  let changed = false
  const entries = Object.entries(headers).map(([name, header]): [string, EventStreamHeader] => {
    if (typeof header !== 'string') return [name, header]
    const text = map(leafOf(header, below(place, name), undefined, name))
    if (text !== header) changed = true
    return [name, text]
  })
  return changed ? Object.fromEntries(entries) : headers
}

function mapPairs(
  headers: ReadonlyArray<readonly [string, string]>,
  place: Place,
  map: MapLeaf,
): ReadonlyArray<readonly [string, string]> {
  let changed = false
  const mapped = headers.map(([name, value], at): readonly [string, string] => {
    const text = map(leafOf(value, below(place, at), undefined, name))
    if (text !== value) changed = true
    return [name, text]
  })
  return changed ? mapped : headers
}

function fieldOf(headers: ReadonlyArray<readonly [string, string]>): string | undefined {
  const disposition = headers.find(([name]) => name.toLowerCase() === 'content-disposition')?.[1]
  const [, quoted, bare] = /\bname=(?:"([^"]*)"|([^\s;"]+))/.exec(disposition ?? '') ?? []
  return quoted ?? bare
}

function withField<Holder extends object, Name extends keyof Holder>(
  holder: Holder,
  name: Name,
  value: unknown,
): Holder {
  return holder[name] === value ? holder : { ...holder, [name]: value }
}
