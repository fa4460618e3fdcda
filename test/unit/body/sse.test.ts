import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../src/body/pack.ts'
import { cpuTime } from '../support/cpu-time.ts'
import { hex, replay, survives, utf8 } from './bytes.ts'

const type = 'text/event-stream; charset=utf-8'

test.each([
  [
    'OpenAI chat completions',
    'data: {"id":"c1","choices":[]}\n\ndata: {"id":"c1","choices":[{"delta":{"content":"Hi"}}]}\n\ndata: [DONE]\n\n',
    {
      sse: [
        { data: { id: 'c1', choices: [] } },
        { data: { id: 'c1', choices: [{ delta: { content: 'Hi' } }] } },
        { data: '[DONE]' },
      ],
    },
  ],
  [
    'Anthropic',
    'event: message_start\ndata: {"type":"message_start"}\n\nevent: ping\ndata: {"type": "ping"}\n\n',
    {
      sse: [
        { event: 'message_start', data: { type: 'message_start' } },
        { event: 'ping', data: '{"type": "ping"}' },
      ],
    },
  ],
  [
    'Gemini: \\r\\n and spaces',
    'data: {"candidates": [{"index": 0,"a": 1}]}\r\n\r\ndata: {"candidates": []}\r\n\r\n',
    {
      sse: [{ data: { candidates: [{ index: 0, a: 1 }] } }, { data: { candidates: [] } }],
      layout: { eol: '\r\n', json: { spaced: 'colons' } },
    },
  ],
  [
    'Anthropic: spaces that hide the length of a token',
    'event: delta\ndata: {"text":"Hi"    }\n\nevent: stop\ndata: {"type":"stop" }\n\n',
    {
      sse: [
        { event: 'delta', data: { text: 'Hi' }, pad: 4 },
        { event: 'stop', data: { type: 'stop' }, pad: 1 },
      ],
    },
  ],
  [
    'OpenAI responses: whole numbers as floats',
    'data: {"top_p":1.0,"n":1}\n\n',
    { sse: [{ data: { top_p: 1, n: 1 } }], layout: { json: { floats: ['top_p'] } } },
  ],
  [
    'Cohere',
    'event: message-start\ndata: {"id":"x","type":"message-start"}\n\ndata: [DONE]\n\n',
    { sse: [{ event: 'message-start', data: { id: 'x', type: 'message-start' } }, { data: '[DONE]' }] },
  ],
  [
    'no space after colons, comments between',
    'id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"a":1}\n\n',
    { sse: [{ id: '1', event: 'result', comment: 'HTTP_STATUS/200', data: { a: 1 } }], layout: { tight: true } },
  ],
  [
    'comments as signs of life',
    ': OPENROUTER PROCESSING\n\n: one\n: two\n\ndata: {"a":1}\n\n',
    { sse: [{ comment: 'OPENROUTER PROCESSING' }, { comment: 'one\ntwo' }, { data: { a: 1 } }] },
  ],
  ['lone \\r', 'data: {"a":1}\r\rdata: x\r\r', { sse: [{ data: { a: 1 } }, { data: 'x' }], layout: { eol: '\r' } }],
  ['data before event', 'data: {"a":1}\nevent: x\n\n', { sse: [{ data: { a: 1 }, event: 'x' }] }],
  ['data of several lines', 'data: one\ndata: two\n\n', { sse: [{ data: 'one\ntwo' }] }],
  [
    'indented JSON in data',
    'data: {\ndata:   "a": 1\ndata: }\n\n',
    { sse: [{ data: { a: 1 } }], layout: { json: { indent: 2 } } },
  ],
  [
    'escaped JSON, seen late',
    'data: {"a":"x"}\n\ndata: {"a":"\\u2019"}\n\n',
    { sse: [{ data: { a: 'x' } }, { data: { a: '’' } }], layout: { json: { ascii: true } } },
  ],
  [
    'a reconnection time and an id alone',
    'retry: 3000\n\nid: 7\n\ndata: x\n\n',
    { sse: [{ retry: '3000' }, { id: '7' }, { data: 'x' }] },
  ],
  ['JSON values that are no object', 'data: "text"\n\ndata: 5\n\n', { sse: [{ data: '"text"' }, { data: '5' }] }],
  [
    'JSON that does not survive',
    'data: {"a":1}\n\ndata: {"a":1e-05}\n\n',
    { sse: [{ data: { a: 1 } }, { data: '{"a":1e-05}' }] },
  ],
])('%s', (_, text, form) => {
  const body = packBody(utf8(text), type)
  expect(JSON.stringify(body)).toBe(JSON.stringify(form))
  expect(replay(body)).toBe(hex(utf8(text)))
})

test.each([
  ['an unknown field', 'foo: bar\n\n'],
  ['a name like a method of objects', 'toString: 1\n\n'],
  ['a prototype', '__proto__: 1\n\n'],
  ['a repeated field', 'event: a\nevent: b\ndata: x\n\n'],
  ['a missing space', 'data:x\n\n'],
  ['two spaces are kept, a tab too', 'data\n\n'],
  ['another line end', 'data: x\r\n\r\n'],
  ['a blank line too many', '\n'],
  ['an event without data', 'event: ping\n\n'],
  ['lines of data apart', 'data: a\nevent: x\ndata: b\n\n'],
  ['a bad reconnection time', 'retry: soon\n\n'],
  ['a reconnection time with zeros in front', 'retry: 0100\n\n'],
  ['a cut event', 'event: x\ndata: {"a":'],
  ['an event without its blank line', 'data: [DONE]\n'],
])('%s is raw and the rest stays readable', (_, raw) => {
  const text = 'data: {"a":1}\n\n' + raw
  const body = packBody(utf8(text), type)
  expect(body).toEqual({ sse: [{ data: { a: 1 } }, { raw }] })
  expect(replay(body)).toBe(hex(utf8(text)))
})

test('a stream that starts with a byte order mark keeps it in its first event', () => {
  const body = packBody(utf8('\ufeffdata: x\n\ndata: y\n\n'), type)
  expect(body).toEqual({ sse: [{ raw: '\ufeffdata: x\n\n' }, { data: 'y' }] })
})

test('a stream without any readable event is text', () => {
  expect(packBody(utf8('data: {"a"'), type)).toEqual({ text: 'data: {"a"' })
})

test('a stream with an incomplete last character stays readable', () => {
  const bytes = utf8('data: {"a":1}\n\ndata: é').subarray(0, -1)
  const body = packBody(bytes, type)
  expect(body).toEqual({ sse: [{ data: { a: 1 } }, { raw: 'data: ' }], rest: 'ww==' })
  expect(replay(body)).toBe(hex(bytes))
})

const line = fc.oneof(
  fc.constantFrom(
    '',
    '',
    'data: [DONE]',
    'event: ping',
    'id: 1',
    ': hi',
    ':',
    'data',
    'data:',
    'retry: 1',
    '\ufeff',
    'data: {"a": 1}',
    'data: {"a":1}',
  ),
  fc.json().map((json) => `data: ${json}`),
  fc.string({ unit: 'binary' }),
)
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r')), { maxLength: 20 })
  .map((lines) => lines.flat().join(''))

test('any mixture of lines and line ends comes back', () => {
  fc.assert(
    fc.property(stream, (text) => survives(utf8(text), type)),
    { numRuns: 1000 },
  )
})

test('a stream cut anywhere comes back', () => {
  const bytes = utf8('event: a\r\ndata: {"text": "né😀"}\r\n\r\n: ping\r\n\r\ndata: [DONE]\r\n\r\n')
  for (let size = 0; size <= bytes.length; size++) expect(survives(bytes.subarray(0, size), type)).toBe(true)
})

test('a stream with any byte changed comes back', () => {
  const bytes = utf8('event: a\ndata: {"text":"né😀"}\n\n: ping\n\ndata: [DONE]\n\n')
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => survives(bytes.with(at, value), type)),
    { numRuns: 1000 },
  )
})

test('200 events are written in a few milliseconds', () => {
  const body = packBody(utf8('event: delta\ndata: {"type":"delta","text":"word"}\n\n'.repeat(200)), type)!
  expect(cpuTime(() => unpackBody(body))).toBeLessThan(50)
})
