import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../src/body/pack.ts'
import { survives, utf8 } from './bytes.ts'

test('a body without bytes is not stored', () => {
  expect(packBody(new Uint8Array(), 'application/json')).toBeUndefined()
})

test('a body in a side file cannot be unpacked without the file', () => {
  expect(() => unpackBody({ file: 'abc.bin', size: 3 })).toThrow(/abc\.bin/)
})

const object = '{"a":1}'
const lines = '{"a":1}\n{"a":2}\n'
const events = 'data: {"a":1}\n\n'

test.each([
  ['application/json', object, 'json'],
  ['APPLICATION/JSON; charset=UTF-8', object, 'json'],
  ['application/vnd.api+json', object, 'json'],
  ['application/x-amz-json-1.1', object, 'json'],
  ['text/event-stream;charset=utf-8', events, 'sse'],
  ['application/x-ndjson', lines, 'ndjson'],
  ['application/jsonl', lines, 'ndjson'],
  ['application/json-lines', lines, 'ndjson'],
  ['application/stream+json', lines, 'ndjson'],
  ['text/html', '<p>', 'text'],
  ['application/x-www-form-urlencoded', 'a=1', 'text'],
  // No content type.
  [undefined, object, 'json'],
  [undefined, '[1]', 'json'],
  [undefined, lines, 'ndjson'],
  [undefined, events, 'sse'],
  [undefined, ': ping\n\n', 'sse'],
  [undefined, '5', 'text'],
  [undefined, '{"a"', 'text'],
  // A content type that does not say what the body is.
  ['text/plain;charset=UTF-8', object, 'json'],
  ['application/octet-stream', lines, 'ndjson'],
  ['application/json', events, 'sse'],
  ['application/json', lines, 'ndjson'],
  ['text/event-stream', object, 'json'],
  ['application/json', 'Not found', 'text'],
  ['application/vnd.amazon.eventstream', object, 'json'],
])('%s with %j is stored as %s', (contentType, text, form) => {
  expect(Object.keys(packBody(utf8(text), contentType)!)[0]).toBe(form)
  expect(survives(utf8(text), contentType)).toBe(true)
})

const contentTypes = fc.constantFrom(
  undefined,
  'application/json',
  'text/event-stream',
  'application/x-ndjson',
  'application/vnd.amazon.eventstream',
  'multipart/form-data; boundary=b',
  'text/plain',
  'nonsense',
)

test('any bytes come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), contentTypes, (bytes, contentType) => survives(bytes, contentType)),
    { numRuns: 1000 },
  )
})

test('any text comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), contentTypes, (text, contentType) => survives(utf8(text), contentType)),
    { numRuns: 1000 },
  )
})

test('any JSON comes back under any content type', () => {
  fc.assert(
    fc.property(fc.json(), contentTypes, (text, contentType) => survives(utf8(text), contentType)),
    { numRuns: 500 },
  )
})
