import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody } from '../../../src/body/pack.ts'
import { hex, replay, survives, utf8 } from './bytes.ts'

const type = 'multipart/form-data; boundary=b0'

test('a form that fetch sends is stored as parts', async () => {
  const form = new FormData()
  form.set('model', 'whisper-1')
  form.set('options', '{"a":1}')
  form.set('file', new Blob([Uint8Array.of(82, 73, 70, 70, 255)], { type: 'audio/wav' }), 'né "1".wav')
  form.set('empty', '')
  const request = new Request('http://localhost', { method: 'POST', body: form })
  const contentType = request.headers.get('content-type')!
  const bytes = await request.bytes()
  const body = packBody(bytes, contentType)
  expect(body).toEqual({
    multipart: [
      { headers: [['Content-Disposition', 'form-data; name="model"']], body: { text: 'whisper-1' } },
      { headers: [['Content-Disposition', 'form-data; name="options"']], body: { json: { a: 1 } } },
      {
        headers: [
          ['Content-Disposition', 'form-data; name="file"; filename="né %221%22.wav"'],
          ['Content-Type', 'audio/wav'],
        ],
        body: { base64: 'UklGRv8=' },
      },
      { headers: [['Content-Disposition', 'form-data; name="empty"']] },
    ],
    boundary: contentType.split('boundary=')[1],
  })
  expect(replay(body)).toBe(hex(bytes))
})

test('a form without a boundary in its media type is stored as parts', () => {
  const text = '--axios-1-b0\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--axios-1-b0--\r\n'
  const body = packBody(utf8(text), 'application/x-www-form-urlencoded')
  expect(body).toMatchObject({ boundary: 'axios-1-b0', multipart: [{ body: { text: 'b' } }] })
  expect(replay(body)).toBe(hex(utf8(text)))
})

test('a form with another boundary than its media type names is stored as parts', () => {
  const text = '--b1\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--b1--\r\n'
  const body = packBody(utf8(text), type)
  expect(body).toMatchObject({ boundary: 'b1', multipart: [{ body: { text: 'b' } }] })
  expect(replay(body)).toBe(hex(utf8(text)))
})

test.each(['--b0\r\nno header\r\n--b0--\r\n', '--b0\r\nA: b\r\n\r\ncut', '-- a list\r\nA: b\r\n'])(
  '%j only begins like a form',
  (text) => {
    expect(packBody(utf8(text), 'text/plain')).toEqual({ text })
  },
)

test('an upload from Python keeps its headers unchanged', () => {
  const text =
    '--b0\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n' +
    '--b0\r\nContent-Disposition: form-data; name="file"; filename="in.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n{"a": 1}\n{"a": 2}\n\r\n--b0--\r\n'
  const body = packBody(utf8(text), 'multipart/form-data; charset=utf-8; boundary="b0"')
  expect(body).toEqual({
    multipart: [
      { headers: [['content-disposition', 'form-data; name="purpose"']], body: { text: 'batch' } },
      {
        headers: [
          ['Content-Disposition', 'form-data; name="file"; filename="in.jsonl"'],
          ['Content-Type', 'application/jsonl'],
        ],
        body: { ndjson: [{ a: 1 }, { a: 2 }], layout: { json: { spaced: true } } },
      },
    ],
    boundary: 'b0',
  })
  expect(replay(body)).toBe(hex(utf8(text)))
})

test.each([
  ['a part without headers', '--b0\r\n\r\nx\r\n--b0--\r\n', [{ headers: [], body: { text: 'x' } }]],
  ['a part without headers and body', '--b0\r\n\r\n\r\n--b0--\r\n', [{ headers: [] }]],
  [
    'a delimiter inside a line',
    '--b0\r\nA: 1\r\n\r\nx --b0--\r\n--b0--\r\n',
    [{ headers: [['A', '1']], body: { text: 'x --b0--' } }],
  ],
])('%s', (_, text, multipart) => {
  const body = packBody(utf8(text), type)
  expect(body).toEqual({ multipart, boundary: 'b0' })
  expect(replay(body)).toBe(hex(utf8(text)))
})

test.each(['', '\r\n\r\n', '\r\nbye'])('%j after the last delimiter is kept', (epilogue) => {
  const text = '--b0\r\nA: 1\r\n\r\nx\r\n--b0--' + epilogue
  const body = packBody(utf8(text), type)
  expect(body).toEqual({ multipart: [{ headers: [['A', '1']], body: { text: 'x' } }], boundary: 'b0', epilogue })
  expect(replay(body)).toBe(hex(utf8(text)))
})

test.each([
  ['a delimiter before any body', '--b0\r\nA: 1\r\n\r\n--b0--\r\n--b0--\r\n'],
  ['a preamble', 'hello\r\n--b0\r\nA: 1\r\n\r\nx\r\n--b0--\r\n'],
  ['lone \\n', '--b0\nA: 1\n\nx\n--b0--\n'],
  ['no space after the colon', '--b0\r\nA:1\r\n\r\nx\r\n--b0--\r\n'],
  ['a folded header', '--b0\r\nA: 1\r\n 2\r\n\r\nx\r\n--b0--\r\n'],
  ['a longer boundary inside', '--b0\r\nA: 1\r\n\r\nx\r\n--b01\r\n\r\ny\r\n--b0--\r\n'],
  ['white space after a delimiter', '--b0 \r\nA: 1\r\n\r\nx\r\n--b0--\r\n'],
  ['a cut body', '--b0\r\nA: 1\r\n\r\nx'],
  ['no part', '--b0--\r\n'],
])('%s makes it text', (_, text) => {
  expect(packBody(utf8(text), type)).toEqual({ text })
})

test('a body without its boundary is text', () => {
  const text = '--b0\r\n\r\nx\r\n--b0--\r\n'
  expect(packBody(utf8(text), 'multipart/form-data')).toEqual({ text })
})

test('any pieces of a multipart body come back', () => {
  const piece = fc.constantFrom(
    '--b0',
    '--b0--',
    '\r\n',
    '\r\n\r\n',
    'A: 1',
    'Content-Type: application/json',
    '{"a":1}',
    ':',
    'é',
    '--',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) =>
      survives(utf8('--b0\r\n' + pieces.join('') + '\r\n--b0--\r\n'), type),
    ),
    { numRuns: 1000 },
  )
})
