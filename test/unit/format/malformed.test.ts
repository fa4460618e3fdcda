import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CassetteFormatError } from '../../../src/errors/cassette-format-error.ts'
import { parseCassette } from '../../../src/format/parse.ts'
import { serializeCassette } from '../../../src/format/serialize.ts'
import { interaction } from '../support/arbitrary.ts'
import { answered } from '../support/interactions.ts'

const path = '__cassettes__/a.test.ts/a.json'
const good = serializeCassette({ file: 'a.test.ts', name: 'a' }, [answered('x', 'y')])

function errorOf(text: string): CassetteFormatError {
  try {
    parseCassette(text, path)
  } catch (error) {
    expect(error).toBeInstanceOf(CassetteFormatError)
    return error as CassetteFormatError
  }
  throw new Error('it was understood')
}

/** The text of a good cassette, with one place changed; `value` as JSON, or nothing to remove what is there. */
function changed(place: string, value?: string): string {
  const document = JSON.parse(good) as Record<string, unknown>
  const names = place.split('.')
  const last = names.pop() ?? ''
  const parent = names.reduce<Record<string, unknown>>(
    (inner, name) => inner[name] as Record<string, unknown>,
    document,
  )
  if (value === undefined) delete parent[last]
  else
    Object.defineProperty(parent, last, {
      value: JSON.parse(value),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return JSON.stringify(document)
}

test.each([
  ['an empty file', '', '', /the file is empty/],
  ['blanks', ' \n\n', '', /the file is empty/],
  ['a truncated file', good.slice(0, -20), '', /not JSON: /],
  ['text', 'hello', '', /not JSON: /],
  ['Git conflict markers', good.replace('  "version"', '<<<<<<< HEAD\n  "version"'), '', /Git conflict markers/],
  ['foreign JSON', '{"log":{"version":"1.2","entries":[]}}', 'format', /not a cassette/],
  ['an array', '[]', 'format', /not a cassette/],
  ['null', 'null', 'format', /not a cassette/],
  ['a number', '5', 'format', /not a cassette/],
  ['a string', '"vitest-cassette"', 'format', /not a cassette/],
  ['another format', changed('format', '"vcr"'), 'format', /not a cassette/],
  ['a newer version', changed('version', '2'), 'version', /newer/],
  ['a version as text', changed('version', '"1"'), 'version', /expected 1/],
  ['an older version', changed('version', '0'), 'version', /expected 1/],
  ['no version', changed('version'), 'version', /expected 1/],
  ['no test', changed('test'), 'test', /expected object/],
  ['no interactions', changed('interactions'), 'interactions', /expected array/],
  ['an unknown field', changed('extra', '1'), '', /extra/],
  ['an unknown field named __proto__', changed('__proto__', '{}'), '', /__proto__/],
  ['an unknown field inside', changed('interactions.0.response.extra', '1'), 'interactions[0].response', /extra/],
  ['an interaction that is none', changed('interactions.0', 'null'), 'interactions[0]', /expected object/],
  ['a lane without a name', changed('interactions.0.lane', '""'), 'interactions[0].lane', /./],
  ['no time', changed('interactions.0.recordedAt', '"yesterday"'), 'interactions[0].recordedAt', /datetime/],
  ['no URL', changed('interactions.0.request.url', '"/v1/chat"'), 'interactions[0].request.url', /URL/],
  ['no method', changed('interactions.0.request.method'), 'interactions[0].request.method', /expected string/],
  ['no outcome', changed('interactions.0.response'), 'interactions[0]', /either a response or a failure/],
  [
    'two outcomes',
    changed('interactions.0.failure', '{"name":"E","message":"m"}'),
    'interactions[0]',
    /either a response or a failure/,
  ],
  [
    'a failure of three levels',
    changed(
      'interactions.0.response.failure',
      '{"name":"E","message":"m","cause":{"name":"E","message":"m","cause":{}}}',
    ),
    'interactions[0].response.failure.cause',
    /cause/,
  ],
  [
    'a status as text',
    changed('interactions.0.response.status', '"200"'),
    'interactions[0].response.status',
    /expected number/,
  ],
  [
    'an informational status',
    changed('interactions.0.response.status', '101'),
    'interactions[0].response.status',
    />=200/,
  ],
  [
    'a status text of two lines',
    changed('interactions.0.response.statusText', '"a\\nb"'),
    'interactions[0].response.statusText',
    /./,
  ],
  [
    'a header as number',
    changed('interactions.0.response.headers', '{"x":5}'),
    'interactions[0].response.headers.x',
    /string/,
  ],
  [
    'a header named __proto__ as number',
    changed('interactions.0.response.headers', '{"__proto__":5}'),
    'interactions[0].response.headers.__proto__',
    /string/,
  ],
  [
    'a header of two lines',
    changed('interactions.0.response.headers', '{"x":"a\\nb"}'),
    'interactions[0].response.headers.x',
    /header/,
  ],
  [
    'a header with a blank in its name',
    changed('interactions.0.response.headers', '{"x y":"a"}'),
    'interactions[0].response.headers.x y',
    /header/,
  ],
  [
    'a header beyond Latin-1',
    changed('interactions.0.response.headers', '{"x":"日"}'),
    'interactions[0].response.headers.x',
    /header/,
  ],
  [
    'a body as text',
    changed('interactions.0.response.body', '"y"'),
    'interactions[0].response.body',
    /neither json, sse/,
  ],
  [
    'an empty body',
    changed('interactions.0.response.body', '{}'),
    'interactions[0].response.body',
    /neither json, sse/,
  ],
  [
    'a body of two forms',
    changed('interactions.0.response.body', '{"text":"a","json":1}'),
    'interactions[0].response.body',
    /./,
  ],
  [
    'a body that is no base64',
    changed('interactions.0.response.body', '{"base64":"%"}'),
    'interactions[0].response.body.base64',
    /base64/,
  ],
  [
    'a broken event',
    changed('interactions.0.response.body', '{"sse":[{"data":"a"},{"event":5}]}'),
    'interactions[0].response.body.sse[1].event',
    /expected string/,
  ],
  [
    'a broken body in a part',
    changed('interactions.0.response.body', '{"multipart":[{"headers":[],"body":{"text":5}}],"boundary":"b"}'),
    'interactions[0].response.body.multipart[0].body.text',
    /expected string/,
  ],
  [
    'a message header named __proto__',
    changed('interactions.0.response.body', '{"eventstream":[{"headers":{"__proto__":5}}]}'),
    'interactions[0].response.body.eventstream[0].headers.__proto__',
    /./,
  ],
  [
    'chunks of text',
    changed('interactions.0.response.chunks', '[["1","2"]]'),
    'interactions[0].response.chunks[0][0]',
    /expected number/,
  ],
  [
    'negative chunks',
    changed('interactions.0.response.chunks', '[[0,-1]]'),
    'interactions[0].response.chunks[0][1]',
    />=0/,
  ],
])('%s is refused, with the place and the reason', (_, text, at, reason) => {
  const error = errorOf(text)
  expect(error.fields.at).toBe(at)
  expect(error.fields.reason).toMatch(reason)
  expect(error.fields.path).toBe(path)
  expect(error.message).toContain(`Cannot read ${path}\n\n  ${at === '' ? '' : `${at}: `}${error.fields.reason}`)
  expect([error.name, error.code]).toEqual(['CassetteFormatError', 'CASSETTE_FORMAT'])
})

const hash = '0'.repeat(64)

test.each([
  `../x.files/${hash}.bin`,
  `/x.files/${hash}.bin`,
  `x.files/../${hash}.bin`,
  `x.files\\${hash}.bin`,
  `C:\\x.files/${hash}.bin`,
  `x/y.files/${hash}.bin`,
  `x.files/${hash}.bin/..`,
  `x.files/${hash}.bin\n`,
  `x.files/${hash.slice(1)}.bin`,
  '/etc/passwd',
])('the side file %j is refused', (file) => {
  const error = errorOf(changed('interactions.0.response.body', JSON.stringify({ file, size: 1 })))
  expect(error.fields.at).toBe('interactions[0].response.body.file')
})

test('what no one can have meant is a format error, never a crash', () => {
  const depth = 20_000
  const nested =
    '{"multipart":[{"headers":[],"body":'.repeat(depth) + '{"text":""}' + '}],"boundary":"b"}'.repeat(depth)
  const text = good.replace('{ "text": "y" }', nested)
  expect(text).toContain('multipart')
  expect(errorOf(text).fields.reason).toMatch(/nested/)
})

const junk = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  'null',
  '-1',
  '1e400',
  '{}',
  '[]',
  '"x"',
  '\\',
  '\0',
  '\n',
  '__proto__',
  'true',
)
const value = fc.constantFrom<unknown>(
  null,
  -1,
  0.5,
  '',
  'x',
  [],
  {},
  [null],
  { x: 1 },
  true,
  JSON.parse('{"__proto__":1}'),
)

/** Cuts, inserts, and puts other values in the places of any file. */
const mutated = fc.tuple(interaction, fc.nat(), fc.nat(30), fc.oneof(junk, value)).map(([one, at, cut, change]) => {
  const text = serializeCassette({ file: 'a.test.ts' }, [one])
  if (typeof change === 'string') return text.slice(0, at % text.length) + change + text.slice((at % text.length) + cut)
  let left = at % (text.match(/[:,[]/g)?.length ?? 1)
  return JSON.stringify(JSON.parse(text, (_key, inner: unknown) => (left-- === 0 ? change : inner)))
})

test('any damage is either harmless or a format error', () => {
  let refused = 0
  fc.assert(
    fc.property(mutated, (text) => {
      try {
        parseCassette(text, path)
      } catch (error) {
        expect(error).toBeInstanceOf(CassetteFormatError)
        refused += 1
      }
    }),
    { numRuns: 2_000 },
  )
  expect(refused).toBeGreaterThan(1_000)
})
