import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody } from '../../../src/body/pack.ts'
import { hex, replay, survives, utf8 } from './bytes.ts'

test.each([
  [
    'Ollama',
    '{"response":"A","done":false}\n{"response":"","done":true}\n',
    {
      ndjson: [
        { response: 'A', done: false },
        { response: '', done: true },
      ],
    },
  ],
  ['no line end at the end', '{"a":1}\n{"a":2}', { ndjson: [{ a: 1 }, { a: 2 }], layout: { open: true } }],
  ['\\r\\n', '{"a":1}\r\n{"a":2}\r\n', { ndjson: [{ a: 1 }, { a: 2 }], layout: { eol: '\r\n' } }],
  [
    'Python',
    '{"a": "\\u00e9"}\n{"a": 2}\n',
    { ndjson: [{ a: 'é' }, { a: 2 }], layout: { json: { spaced: true, ascii: true } } },
  ],
  ['one line', '{"a":1}\n', { ndjson: [{ a: 1 }] }],
  ['values that are no object', '1\n"x"\nnull\n', { ndjson: [1, 'x', null] }],
])('%s', (_, text, form) => {
  const body = packBody(utf8(text), 'application/x-ndjson')
  expect(body).toEqual(form)
  expect(replay(body)).toBe(hex(utf8(text)))
})

test.each([
  ['a blank line', '{"a":1}\n\n{"a":2}\n'],
  ['two layouts', '{"a":1}\n{"a": 2}\n'],
  ['a cut line', '{"a":1}\n{"a":'],
  ['mixed line ends', '{"a":1}\r\n{"a":2}\n'],
  ['spaces at the end of lines', '{"a":1} \n{"a":2} \n'],
])('%s stays text', (_, text) => {
  expect(packBody(utf8(text), 'application/x-ndjson')).toEqual({ text })
})

test('any values come back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.json(), { minLength: 1 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (lines, eol, isOpen) => survives(utf8(lines.join(eol) + (isOpen ? '' : eol)), 'application/jsonl'),
    ),
  )
})
