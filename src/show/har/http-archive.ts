import type { Entry, Har, Header } from 'har-format'
import type { StoredHeaders } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { unpackBody } from '../../body/pack.ts'
import { documentsOf } from '../../providers/wire/documents.ts'
import type { Conversation, ShownCall } from '../model/conversation.ts'

/** An event of a stream, in the form of Chrome's developer tools. */
interface EventMessage {
  /** Seconds since 1970. */
  readonly time: number
  readonly eventName: string
  readonly eventId: string
  readonly data: string
}

/** An entry with the fields that HAR leaves to its writers. */
interface HarEntry extends Entry {
  _lane: string
  /** In the words of Chrome's developer tools. */
  _resourceType: 'fetch' | 'eventsource'
  _step?: string
  _eventSourceMessages?: EventMessage[]
  _error?: string
}

/**
 * Conversations as an HTTP archive: each test is a page.
 *
 * @param version of this package.
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function toHar(conversations: readonly Conversation[], version: string): Har {
  return {
    log: {
      version: '1.2',
      creator: { name: 'vitest-cassette', version },
      pages: conversations.map(({ file, name, calls }, index) => ({
        id: `test-${index + 1}`,
        title: name === undefined ? file : `${file} > ${name}`,
        startedDateTime: calls[0]?.recordedAt ?? new Date(0).toISOString(),
        pageTimings: {},
      })),
      entries: conversations.flatMap(({ calls }, index) => calls.map((call) => entryOf(call, `test-${index + 1}`))),
    },
  }
}

function entryOf({ lane, step, recordedAt, source, times }: ShownCall, pageref: string): HarEntry {
  const { request, response, failure = response?.failure } = source
  const startedDateTime = recordedAt ?? new Date(0).toISOString()
  const wait = times?.firstByte ?? 0
  const receive = (times?.total ?? 0) - wait
  const sent = request.body && textOf(request.body)
  const events = response?.body && eventsOf(response.body, Date.parse(startedDateTime), times?.eventAt)
  return {
    pageref,
    startedDateTime,
    time: wait + receive,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(request.headers),
      queryString: queryOf(request.url),
      headersSize: -1,
      bodySize: sent?.size ?? 0,
      ...(sent && {
        postData: {
          mimeType: typeOf(request.headers, request.body),
          text: sent.text,
          ...(sent.encoding && { encoding: sent.encoding }),
        },
      }),
    },
    response: {
      status: response?.status ?? 0,
      statusText: response?.statusText ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(response?.headers),
      content: contentOf(response?.headers, response?.body),
      redirectURL: '',
      headersSize: -1,
      bodySize: times?.bytes ?? -1,
    },
    cache: {},
    timings: { send: 0, wait, receive },
    _lane: lane,
    ...(step !== undefined && { _step: step }),
    _resourceType: events === undefined ? 'fetch' : 'eventsource',
    ...(events && { _eventSourceMessages: events }),
    ...(times && { _chunks: times.pieces.map(([ts, bytes]) => ({ ts, bytes })) }),
    ...(failure && { _error: [failure.name, failure.code, failure.message].filter(Boolean).join(' ') }),
  }
}

function contentOf(headers: StoredHeaders | undefined, body: StoredBody | undefined): Entry['response']['content'] {
  // Chrome's developer tools show the events of exactly this type. Its only charset is UTF-8.
  const mimeType = typeOf(headers, body).replace(/^(text\/event-stream)\s*;.*$/i, '$1')
  return body === undefined ? { size: 0, mimeType } : { mimeType, ...textOf(body) }
}

/** A body as text, or in base64 when it is none. */
function textOf(body: StoredBody): { text: string; size: number; encoding?: string } {
  // The file stays beside the cassette.
  if ('file' in body) return { text: '', size: body.size }
  const bytes = unpackBody(body)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), size: bytes.length }
  } catch {
    return { text: Buffer.from(bytes).toString('base64'), size: bytes.length, encoding: 'base64' }
  }
}

function eventsOf(
  body: StoredBody,
  began: number,
  eventAt: ((position: number) => number) | undefined,
): EventMessage[] | undefined {
  const time = (position: number): number => (began + (eventAt?.(position) ?? 0)) / 1000
  if ('sse' in body)
    return body.sse.map(({ event = 'message', id = '', data, raw }, position) => ({
      time: time(position),
      eventName: event,
      eventId: id,
      data: raw ?? (typeof data === 'string' ? data : JSON.stringify(data ?? '')),
    }))
  if (!('ndjson' in body) && !('eventstream' in body)) return undefined
  return documentsOf(body).map(({ value, event = 'message' }, position) => ({
    time: time(position),
    eventName: event,
    eventId: '',
    data: JSON.stringify(value ?? null),
  }))
}

function typeOf(headers: StoredHeaders | undefined, body: StoredBody | undefined): string {
  const type = [headers?.['content-type'] ?? []].flat()[0]
  if (type !== undefined || body === undefined) return type ?? 'application/octet-stream'
  if ('sse' in body) return 'text/event-stream'
  return 'json' in body ? 'application/json' : 'application/octet-stream'
}

function headersOf(headers: StoredHeaders = {}): Header[] {
  return Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })))
}

function queryOf(url: string): Array<{ name: string; value: string }> {
  return URL.canParse(url) ? [...new URL(url).searchParams].map(([name, value]) => ({ name, value })) : []
}
