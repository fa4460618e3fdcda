import { EventStreamCodec, type MessageHeaders } from '@smithy/core/event-streams'
import { fromUtf8, toUtf8 } from '@smithy/core/serde'
import { Int64 } from '@smithy/core/event-streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody } from '../../../src/body/pack.ts'
import { hex, replay, survives, utf8 } from './bytes.ts'

const type = 'application/vnd.amazon.eventstream'
const codec = new EventStreamCodec(toUtf8, fromUtf8)

function message(headers: MessageHeaders, body: string): Uint8Array {
  return codec.encode({ headers, body: utf8(body) })
}

const event = message(
  {
    ':event-type': { type: 'string', value: 'contentBlockDelta' },
    ':content-type': { type: 'string', value: 'application/json' },
    ':message-type': { type: 'string', value: 'event' },
  },
  '{"delta":{"text":"Hi"}}',
)
const stored = {
  headers: { ':event-type': 'contentBlockDelta', ':content-type': 'application/json', ':message-type': 'event' },
  body: { json: { delta: { text: 'Hi' } } },
}

test('messages are stored decoded', () => {
  const bytes = Buffer.concat([event, event])
  const body = packBody(bytes, type)
  expect(body).toEqual({ eventstream: [stored, stored] })
  expect(replay(body)).toBe(hex(bytes))
})

test('a stream is recognised without its content type', () => {
  expect(packBody(event, undefined)).toEqual({ eventstream: [stored] })
})

test('every type of header is kept', () => {
  const bytes = message(
    {
      yes: { type: 'boolean', value: true },
      no: { type: 'boolean', value: false },
      byte: { type: 'byte', value: -1 },
      short: { type: 'short', value: -300 },
      integer: { type: 'integer', value: 70_000 },
      long: { type: 'long', value: new Int64(Uint8Array.of(0x7f, 255, 255, 255, 255, 255, 255, 255)) },
      binary: { type: 'binary', value: Uint8Array.of(0, 255) },
      timestamp: { type: 'timestamp', value: new Date('2025-01-02T03:04:05.678Z') },
      uuid: { type: 'uuid', value: '01234567-89ab-cdef-0123-456789abcdef' },
    },
    '',
  )
  const body = packBody(bytes, type)
  expect(body).toEqual({
    eventstream: [
      {
        headers: {
          yes: { type: 'boolean', value: true },
          no: { type: 'boolean', value: false },
          byte: { type: 'byte', value: -1 },
          short: { type: 'short', value: -300 },
          integer: { type: 'integer', value: 70_000 },
          long: { type: 'long', value: '9223372036854775807' },
          binary: { type: 'binary', value: 'AP8=' },
          timestamp: { type: 'timestamp', value: '2025-01-02T03:04:05.678Z' },
          uuid: { type: 'uuid', value: '01234567-89ab-cdef-0123-456789abcdef' },
        },
      },
    ],
  })
  expect(replay(body)).toBe(hex(bytes))
})

test('a cut stream keeps its complete messages', () => {
  const cut = event.subarray(0, 20)
  const bytes = Buffer.concat([event, cut])
  const body = packBody(bytes, type)
  expect(body).toEqual({ eventstream: [stored], rest: Buffer.from(cut).toString('base64') })
  expect(replay(body)).toBe(hex(bytes))
})

test('a message with a wrong checksum ends the readable part', () => {
  const broken = event.with(event.length - 1, event.at(-1)! ^ 1)
  const body = packBody(Buffer.concat([event, broken, event]), type)
  expect(body).toEqual({ eventstream: [stored], rest: Buffer.concat([broken, event]).toString('base64') })
})

test('a header named `__proto__` comes back', () => {
  expect(survives(message({ '1': { type: 'string', value: 'a' } }, 'x'), type)).toBe(true)
  expect(survives(message(JSON.parse('{"__proto__":{"type":"string","value":"a"}}'), 'x'), type)).toBe(true)
})

test('garbage is base64', () => {
  expect(packBody(Uint8Array.of(0, 0, 0, 200, 255), type)).toEqual({ base64: 'AAAAyP8=' })
})

test('a stream cut anywhere comes back', () => {
  const bytes = Buffer.concat([event, event])
  for (let size = 0; size <= bytes.length; size++) expect(survives(bytes.subarray(0, size), type)).toBe(true)
})

test('a stream with any byte changed comes back', () => {
  const bytes = Uint8Array.from(Buffer.concat([event, event]))
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => survives(bytes.with(at, value), type)),
    { numRuns: 500 },
  )
})

test('any messages come back', () => {
  const headers = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.string().map((value) => ({ type: 'string' as const, value })),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(headers, fc.string()), { minLength: 1, maxLength: 5 }), (messages) =>
      survives(Buffer.concat(messages.map(([header, body]) => message(header, body))), type),
    ),
  )
})
