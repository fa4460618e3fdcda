import { expect, test } from 'vitest'
import { z } from 'zod'
import { accepts, quickBuilder } from '../../../src/format/quick-builder.ts'
import { buildSchemas } from '../../../src/format/cassette-schema.ts'
import { zodBuilder } from '../../../src/format/zod-builder.ts'

const schema = buildSchemas(zodBuilder(z)).document
const quick = buildSchemas(quickBuilder).document

const line = { spaced: true, ascii: true, escape: '<>', floats: ['temperature'] }
const json = { ...line, head: ' ', tail: '\n' }
const bodies = [
  { json: { a: [1, null] }, layout: json },
  { json: null, layout: { spaced: 'colons' } },
  { json: [], layout: { indent: 2 } },
  {
    sse: [{ event: 'a', id: '1', retry: '5', comment: 'c', data: { a: 1 }, pad: 3 }, { data: '' }, { raw: 'x' }],
    layout: { eol: '\r\n', tight: true, json },
    rest: 'YQ==',
  },
  { ndjson: [1, {}], layout: { eol: '\r\n', open: true, json: line } },
  {
    eventstream: [{ headers: { ':event-type': 'chunk', size: { type: 'long', value: '7' } }, body: { json: 1 } }],
    rest: 'YWI=',
  },
  {
    eventstream: [
      {
        headers: {
          a: { type: 'boolean', value: false },
          b: { type: 'byte', value: -128 },
          c: { type: 'short', value: 32_767 },
          d: { type: 'integer', value: -2_147_483_648 },
          e: { type: 'long', value: '-9223372036854775808' },
          f: { type: 'binary', value: 'YQ==' },
          g: { type: 'timestamp', value: '+010000-01-01T00:00:00.000Z' },
          h: { type: 'uuid', value: '00000000-0000-4000-8000-00000000000f' },
        },
      },
    ],
  },
  { multipart: [{ headers: [['content-type', 'text/plain']], body: { text: 'hi' } }], boundary: 'b', epilogue: '' },
  { multipart: [{ headers: [], body: { file: `asks.files/${'0a'.repeat(32)}.bin`, size: 70_000 } }] },
  { multipart: [{ headers: [], body: { json: ['[base64 of x.bin]'], files: [['json', 0]] } }] },
  { text: 'hello' },
  { base64: 'YWJj' },
  { file: `asks.files/${'0a'.repeat(32)}.bin`, size: 70_000 },
]
/** Bodies that only a file holds, and only in answers. */
const grouped = [
  {
    sse: [
      {
        every: { event: 'a', data: { a: null } },
        each: { b: [1, 2], c: { d: ['x', 'y'] } },
        pads: [0, 3],
        events: [{ a: 1 }, ['x']],
      },
    ],
  },
  { ndjson: { every: { a: 1 }, each: { b: [1] }, events: [{}] } },
  {
    eventstream: [{ every: { headers: { a: 'b' }, body: { json: {}, layout: { spaced: true } } }, events: [{}, [1]] }],
  },
]
const cause = { name: 'Error', message: 'reset', code: 'ECONNRESET' }

/** A document with all fields of the format. */
const complete = {
  format: 'vitest-cassette',
  version: 2,
  test: { file: 'a.test.ts', name: 'asks' },
  interactions: [
    ...bodies.map((body) => ({
      lane: 'main',
      recordedAt: '2026-01-31T00:00:00.000Z',
      request: {
        method: 'POST',
        url: 'https://api.openai.com/v1/chat/completions?a=b',
        headers: { accept: '*/*' },
        body,
      },
      response: {
        status: 200,
        statusText: 'Fine',
        headers: { vary: ['a', 'b'] },
        length: 7,
        body,
        chunks: [
          [0, 3],
          [1.5, 0],
        ],
        aborted: true,
        failure: { ...cause, cause },
      },
    })),
    ...[...grouped, undefined].map((body) => ({
      lane: 'main',
      recordedAt: '2026-01-31T00:00:00.000Z',
      request: { method: 'GET', url: 'http://localhost:1/' },
      response: { status: 200, says: ['Hello.', { calls: 'add', with: { a: 1 } }], ...(body && { body }) },
    })),
    {
      lane: 'b',
      recordedAt: '2026-02-28T23:59:59.999Z',
      request: { method: 'GET', url: 'http://localhost:1/' },
      failure: cause,
    },
  ],
}

const strangers = [
  undefined,
  null,
  true,
  -1,
  0,
  1.5,
  1e400,
  '',
  'odd',
  '2026-02-30T00:00:00.000Z',
  'not a url',
  'YQ',
  ' ',
  '../x.files/a.bin',
  [],
  [1],
  {},
  { a: 1 },
]

/** All documents that differ from `document` in one place: a value replaced, a field removed, a field or an item added. */
function* altered(document: unknown): Generator<unknown> {
  yield* strangers
  if (Array.isArray(document)) {
    for (const [index, item] of document.entries()) {
      for (const other of altered(item)) yield document.with(index, other)
      yield document.toSpliced(index, 1)
    }
    yield [...document, 'more']
  } else if (typeof document === 'object' && document !== null) {
    for (const [name, field] of Object.entries(document)) {
      for (const other of altered(field)) yield { ...document, [name]: other }
      yield Object.fromEntries(Object.entries(document).filter(([other]) => other !== name))
    }
    yield { ...document, more: 1 }
    yield JSON.parse(JSON.stringify(document).replace('{', '{"__proto__":1,').replace(',}', '}'))
  }
}

test('accepts every form of the format without zod', () => {
  expect(schema.safeParse(complete).error).toBeUndefined()
  expect(accepts(quick, complete)).toBe(true)
})

test('accepts nothing that zod refuses', () => {
  // One interaction at a time, so that each of the thousands of documents stays small.
  const documents = complete.interactions.map((interaction) => ({ ...complete, interactions: [interaction] }))
  let refused = 0
  for (const document of documents.flatMap((whole) => [...altered(whole)])) {
    const text = JSON.stringify(document)
    if (text === undefined) continue
    const read: unknown = JSON.parse(text)
    if (!accepts(quick, read)) refused++
    else if (!schema.safeParse(read).success) expect.fail(`accepted, and zod refuses: ${text}`)
  }
  expect(refused).toBeGreaterThan(1_000)
})

test('refuses Infinity, which JSON can hold as 1e999', () => {
  const text = JSON.stringify({ ...complete, interactions: complete.interactions.slice(0, 1) }).replace(
    '[1.5,0]',
    '[1e999,0]',
  )
  expect(schema.safeParse(JSON.parse(text)).success).toBe(false)
  expect(accepts(quick, JSON.parse(text))).toBe(false)
})
