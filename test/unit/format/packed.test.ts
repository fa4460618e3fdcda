import { EventStreamCodec, Int64 } from '@smithy/core/event-streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody } from '../../../src/body/pack.ts'
import { findIssue } from '../../../src/format/find-issue.ts'
import { answered } from '../support/interactions.ts'

/** Beginnings that select a form, so that unusual bodies of each form are frequent. */
const fragments = fc.constantFrom(
  'data: ',
  'data:',
  'event: ',
  'id:',
  'retry: ',
  ': ',
  ':',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  ' ',
  '  ',
  '\t',
  '"',
  ',',
  '{"a":1}',
  '{"a": 1}',
  '{"a":1, "b":[]}',
  '{ }',
  '[',
  ']',
  '}',
  '1.0',
  '{"b":"\\u003c"}',
  '{\n  "a": 1\n}',
  'null',
  '--b\r\n',
  '--b--\r\n',
  '\r\n--b\r\n',
  '\r\n--b--',
  'Content-Type: text/plain\r\n\r\n',
  'a b: c\r\n\r\n',
  'é',
  '\0',
)
const types = fc.constantFrom(
  'application/json',
  'text/event-stream',
  'application/x-ndjson',
  'text/plain',
  'application/octet-stream',
  'multipart/form-data; boundary=b',
  'multipart/mixed; boundary="b\tb"',
  'application/vnd.amazon.eventstream',
)
const whole = fc.constantFrom(
  '--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b--\r\n',
  '--b\r\na b: c\r\n\r\nhi\r\n--b--\r\n',
  'data: {"a":1  }\n\n',
  '--b\r\nA: b\nc\r\n\r\nhi\r\n--b--\r\n',
  'data: 5\n\n',
  'retry: 5\n\n',
  'event: a\ndata: [1]\n\ndata: null\n\n',
)
const texts = fc.oneof(
  fc.array(fragments, { maxLength: 12 }).map((some) => some.join('')),
  whole,
)

test('every packed body is valid', () => {
  fc.assert(
    fc.property(texts, types, (text, type) => {
      const body = packBody(Buffer.from(text), type)
      expect(findIssue('interaction', answered('a', '', body && { body }))).toBeUndefined()
    }),
    { numRuns: 1_000 },
  )
})

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)
test('every header of an event-stream message is valid', () => {
  const int64 = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => new Int64(bytes))
  const value = fc.oneof(
    fc.record({ type: fc.constantFrom('byte' as const, 'short' as const, 'integer' as const), value: fc.integer() }),
    fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
    fc.record({ type: fc.constant('binary' as const), value: fc.uint8Array() }),
    fc.record({ type: fc.constant('string' as const), value: fc.string({ unit: 'grapheme' }) }),
    fc.record({ type: fc.constant('timestamp' as const), value: fc.date({ noInvalidDate: true }) }),
    fc.record({ type: fc.constant('uuid' as const), value: fc.uuid() }),
    fc.record({ type: fc.constant('long' as const), value: int64 }),
  )
  fc.assert(
    fc.property(fc.string(), value, fc.uint8Array(), (name, header, bytes) => {
      const message = codec.encode({ headers: { [name]: header }, body: bytes })
      const body = packBody(message, 'application/vnd.amazon.eventstream')!
      expect(findIssue('interaction', answered('a', '', { body }))).toBeUndefined()
    }),
    { numRuns: 1_000 },
  )
})
