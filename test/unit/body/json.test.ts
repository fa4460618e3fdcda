import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeJson } from '../../../src/body/json-layout.ts'
import { packBody } from '../../../src/body/pack.ts'
import { cpuTime } from '../support/cpu-time.ts'
import { hex, replay, survives, utf8 } from './bytes.ts'

const error = { error: { message: 'naïve 😀', code: null, list: [1, {}, []] } }

test.each([
  ['compact', JSON.stringify(error), undefined],
  ['compact with a line break', JSON.stringify(error) + '\n', { tail: '\n' }],
  ['OpenAI: two spaces', JSON.stringify(error, null, 2), { indent: 2 }],
  ['two spaces and a line break', JSON.stringify(error, null, 2) + '\n', { indent: 2, tail: '\n' }],
  ['four spaces', JSON.stringify(error, null, 4), { indent: 4 }],
  [
    'Python: json.dumps(x)',
    '{"error": {"message": "na\\u00efve \\ud83d\\ude00", "code": null, "list": [1, {}, []]}}',
    { spaced: true, ascii: true },
  ],
  [
    'Python: json.dumps(x, ensure_ascii=False)',
    '{"error": {"message": "naïve 😀", "code": null, "list": [1, {}, []]}}',
    { spaced: true },
  ],
  [
    'Python: json.dumps(x, separators=(",", ":"))',
    '{"error":{"message":"na\\u00efve \\ud83d\\ude00","code":null,"list":[1,{},[]]}}',
    { ascii: true },
  ],
  [
    'Python: json.dumps(x, indent=2)',
    '{\n  "error": {\n    "message": "na\\u00efve \\ud83d\\ude00",\n    "code": null,\n    "list": [\n      1,\n      {},\n      []\n    ]\n  }\n}',
    { indent: 2, ascii: true },
  ],
])('%s is stored as JSON', (_, text, layout) => {
  const body = packBody(utf8(text), 'application/json')
  expect(body).toEqual({ json: error, ...(layout && { layout }) })
  expect(replay(body)).toBe(hex(utf8(text)))
})

test.each([
  ['the text of a single value', '"hello"', 'hello'],
  ['separators and escaped quotes inside strings', '{"a\\\\\\": ,":"x, y: z"}', { 'a\\": ,': 'x, y: z' }],
  ['a delete character', '{"a":"\x7f"}', { a: '\x7f' }],
  ['a lone surrogate, escaped', '{"a":"\\ud83d"}', { a: '\ud83d' }],
  ['an empty object', '{}', {}],
])('%s is stored as JSON', (_, text, json) => {
  expect(packBody(utf8(text), 'application/json')).toMatchObject({ json })
  expect(survives(utf8(text), 'application/json')).toBe(true)
})

test.each([
  ['Gemini: spaces after colons only', '{"a": 1,"b": [1,2]}', { a: 1, b: [1, 2] }, { spaced: 'colons' }],
  [
    'OpenAI: whole numbers as floats',
    '{\n  "top_p": 1.0,\n  "n": 1\n}',
    { top_p: 1, n: 1 },
    { indent: 2, floats: ['top_p'] },
  ],
  ['Go: escapes for HTML', '{"a":"\\u003cb\\u003e \\u0026"}', { a: '<b> &' }, { escape: '&<>' }],
  ['an escaped backslash before u', '{"a":"\\\\u003c","b":"<"}', { a: '\\u003c', b: '<' }, undefined],
  ['OpenRouter: white space in front', '\n         \n{"a":1}', { a: 1 }, { head: '\n         \n' }],
])('%s', (_, text, json, layout) => {
  const body = packBody(utf8(text), 'application/json')
  expect(body).toEqual({ json, ...(layout && { layout }) })
  expect(replay(body)).toBe(hex(utf8(text)))
})

test('a `__proto__` key is data', () => {
  const body = packBody(utf8('{"__proto__":{"a":1},"constructor":2}'), 'application/json') as { json: object }
  expect(Object.keys(body.json)).toEqual(['__proto__', 'constructor'])
  expect(survives(utf8('{"__proto__":{"a":1},"constructor":2}'))).toBe(true)
})

test.each([
  ['integer-like keys out of order', '{"b":1,"1":2}'],
  ['a number beyond double range', '[1e400]'],
  ['a number beyond double precision', '[12345678901234567890]'],
  ['minus zero', '[-0]'],
  ['a repeated key', '{"a":1,"a":2}'],
  ['mixed white space', '{"a": 1,"b":2}'],
  ['a key with and without .0', '[{"a":1.0},{"a":1}]'],
  ['an exponent as Python writes it', '[1e-05]'],
  ['a byte order mark', '\ufeff{"a":1}'],
  ['escapes beside the characters they stand for', '["\\u00ef","ï"]'],
  ['no JSON', '{"a":'],
])('%s stays text', (_, text) => {
  expect(packBody(utf8(text), 'application/json')).toEqual({ text })
})

test.each([501, 10_000, 1_000_000])('%i levels of nesting stay text', (depth) => {
  const text = '['.repeat(depth) + ']'.repeat(depth)
  expect(packBody(utf8(text), 'application/json')).toEqual({ text })
})

test('brackets inside strings do not count as nesting', () => {
  const json = ['['.repeat(1000)]
  expect(packBody(utf8(JSON.stringify(json)), 'application/json')).toEqual({ json })
})

test('10 MB of JSON take well under a second', () => {
  const bytes = utf8(
    JSON.stringify(
      Array.from({ length: 100_000 }, (_, id) => ({ id, text: 'word "quoted" é '.repeat(5) })),
      null,
      2,
    ),
  )
  expect(bytes.length).toBeGreaterThan(10_000_000)
  const time = cpuTime(() => expect(packBody(bytes, 'application/json')).toHaveProperty('json'))
  expect(time).toBeLessThan(2_000)
})

const layouts = fc
  .record(
    {
      spacing: fc.constantFrom(
        {},
        { indent: 1 },
        { indent: 2 },
        { indent: 4 },
        { spaced: true as const },
        { spaced: 'colons' as const },
      ),
      ascii: fc.constant(true as const),
      tail: fc.constantFrom('\n', '\r\n', ' '),
    },
    { requiredKeys: ['spacing'] },
  )
  .map(({ spacing, ...rest }) => ({ ...spacing, ...rest }))

test('any JSON in any layout is stored as JSON and comes back', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), layouts, (source, layout) => {
      const text = writeJson(JSON.parse(source), layout)
      const body = packBody(utf8(text), 'application/json')
      expect(replay(body)).toBe(hex(utf8(text)))
      expect(body).toHaveProperty('json')
    }),
    { numRuns: 500 },
  )
})
