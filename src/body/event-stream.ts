import { createRequire } from 'node:module'
import type { EventStreamCodec, Int64, MessageHeaderValue } from '@smithy/core/event-streams'
import type { EventStreamBody, EventStreamHeader, EventStreamMessage } from '../cassette/stored-body.ts'
import { lazy } from '../util/lazy.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import type { Codec, Pack, Unpack } from './codec.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
type EventStreams = typeof import('@smithy/core/event-streams')

/** Loaded at its first use: it costs as much as the rest of a replay, and few replays need it. */
const eventStreams = lazy(() => createRequire(import.meta.url)('@smithy/core/event-streams') as EventStreams)

const codec = lazy(
  (): EventStreamCodec =>
    new (eventStreams().EventStreamCodec)(
      (bytes) => (typeof bytes === 'string' ? bytes : utf8.decode(bytes)),
      (text) => new TextEncoder().encode(text),
    ),
)

/** Lengths and checksums around the headers and the body of a message, in bytes. */
const OVERHEAD = 16

/**
 * Messages of an AWS event stream. Lengths and checksums are not stored; `write()` computes them.
 *
 * @see https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
 */
export const eventStream: Codec<EventStreamBody> = {
  read({ bytes }, pack) {
    const messages: EventStreamMessage[] = []
    let rest = bytes
    for (let size = messageSize(rest); size !== undefined; size = messageSize(rest)) {
      const message = readMessage(rest.subarray(0, size), pack)
      if (!message) break
      messages.push(message)
      rest = rest.subarray(size)
    }
    if (messages.length === 0) return undefined
    return { eventstream: messages, ...(rest.length > 0 && { rest: encodeBase64(rest) }) }
  },

  write({ eventstream, rest = '' }, unpack) {
    return Buffer.concat([...eventstream.map((message) => writeMessage(message, unpack)), decodeBase64(rest)])
  },
}

function messageSize(bytes: Uint8Array): number | undefined {
  if (bytes.length < OVERHEAD) return undefined
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return size >= OVERHEAD && size <= bytes.length ? size : undefined
}

/** `undefined` when the bytes are not a message, or when the message would not be written the same. */
function readMessage(bytes: Uint8Array, pack: Pack): EventStreamMessage | undefined {
  try {
    const decoded = codec().decode(bytes)
    const headers = mapValues(decoded.headers, readHeader)
    const again = codec().encode({ headers: mapValues(headers, writeHeader), body: decoded.body })
    if (Buffer.compare(again, bytes) !== 0) return undefined
    const type = headers[':content-type']
    const body = pack(decoded.body, typeof type === 'string' ? type : undefined)
    return { headers, ...(body && { body }) }
  } catch {
    return undefined
  }
}

function writeMessage({ headers, body }: EventStreamMessage, unpack: Unpack): Uint8Array {
  return codec().encode({ headers: mapValues(headers, writeHeader), body: body ? unpack(body) : new Uint8Array() })
}

function readHeader(header: MessageHeaderValue): EventStreamHeader {
  switch (header.type) {
    case 'string':
      return header.value
    case 'binary':
      return { type: header.type, value: encodeBase64(header.value) }
    case 'long':
      return { type: header.type, value: String(toBigInt(header.value)) }
    case 'timestamp':
      return { type: header.type, value: header.value.toISOString() }
    default:
      return { type: header.type, value: header.value }
  }
}

function writeHeader(header: EventStreamHeader): MessageHeaderValue {
  if (typeof header === 'string') return { type: 'string', value: header }
  const { type, value } = header
  switch (type) {
    case 'binary':
      return { type, value: decodeBase64(String(value)) }
    case 'long':
      return { type, value: fromBigInt(BigInt(value)) }
    case 'timestamp':
      return { type, value: new Date(String(value)) }
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'uuid':
      return { type, value } as MessageHeaderValue
    default:
      throw new Error(`Unknown type of an event-stream header: ${type}`)
  }
}

function toBigInt({ bytes }: Int64): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0)
}

function fromBigInt(value: bigint): Int64 {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, value)
  return new (eventStreams().Int64)(bytes)
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
