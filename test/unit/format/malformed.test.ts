import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../src/body/pack.ts'
import { findNearest } from '../../../src/match/nearest/nearest.ts'
import type { StoredRequest } from '../../../src/cassette/interaction.ts'
import { CassetteFormatError } from '../../../src/errors/cassette-format-error.ts'
import { longestText } from '../../../src/format/limits.ts'
import { parseCassette } from '../../../src/format/parse.ts'
import { serializeCassette } from '../../../src/format/serialize.ts'
import { plainMatching } from '../../../src/match/matching.ts'
import { keyOf as keyIn, viewOf } from '../../../src/match/match-rules.ts'
import { interaction } from '../support/arbitrary.ts'
import { answered } from '../support/interactions.ts'

const path = '__cassettes__/a.test.ts/a.json'
const keyOf = (request: StoredRequest): string => keyIn(request, plainMatching)
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

/** The text of a valid cassette with one place changed: `value` is JSON, or nothing to remove the field. */
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

test.each<readonly [name: string, text: string, at: string, reason: RegExp]>([
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
  ['a newer version', changed('version', '3'), 'version', /newer/],
  ['a version as text', changed('version', '"1"'), 'version', /expected one of 1\|2/],
  ['an older version', changed('version', '0'), 'version', /expected one of 1\|2/],
  ['no version', changed('version'), 'version', /expected one of 1\|2/],
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
  ...(
    [
      ['a group of nothing', '{"every":{"data":{}}}', '.events', /expected array/],
      ['a group without data', '{"every":{"event":"a"},"events":[]}', '.every.data', /./],
      ['a group of text', '{"every":{"data":"a"},"events":[]}', '.every.data', /not an object/],
      ['a group with more', '{"every":{"data":{}},"events":[],"data":{}}', '', /Unrecognized key: "data"/],
      ['a row that is a text', '{"every":{"data":{}},"events":["a"]}', '.events[0]', /not an object/],
      ['a row of two values', '{"every":{"data":{}},"events":[[{},{}]]}', '.events[0]', /not an object/],
      ['a row of a number', '{"every":{"data":{}},"events":[[5]]}', '.events[0]', /neither the members that differ/],
      ['a list that is too short', '{"every":{"data":{"a":1}},"each":{"a":[1]},"events":[{},{}]}', '', /not as long/],
      [
        'a list inside that is too long',
        '{"every":{"data":{}},"each":{"a":{"b":[1,2]}},"events":[{}]}',
        '',
        /not as long/,
      ],
      ['a list that is a number', '{"every":{"data":{}},"each":{"a":1},"events":[{}]}', '', /not as long/],
      ['pads that are too few', '{"every":{"data":{}},"pads":[],"events":[{}]}', '', /not as long/],
      ['a pad that is too long', '{"every":{"data":{}},"pads":[1001],"events":[{}]}', '.pads[0]', /<=1000/],
    ] as const
  ).map(
    ([name, group, at, reason]) =>
      [
        name,
        changed('interactions.0.response.body', `{"sse":[${group}]}`),
        `interactions[0].response.body.sse[0]${at}`,
        reason,
      ] as const,
  ),
  [
    'a group that is more text than a file may hold',
    changed(
      'interactions.0.response.body',
      `{"ndjson":{"every":{"a":"${'x'.repeat(20_000)}"},"events":[${Array.from({ length: 10_000 }, () => '{}').join()}]}}`,
    ),
    'interactions[0].response.body.ndjson',
    /more text than a file may hold/,
  ],
  [
    'a group in a request',
    changed('interactions.0.request.body', '{"sse":[{"every":{"data":{}},"events":[]}]}'),
    'interactions[0].request.body.sse[0]',
    /not an event/,
  ],
  [
    'an answer that says a number',
    changed('interactions.0.response.says', '[5]'),
    'interactions[0].response.says[0]',
    /neither a text nor a call of a tool/,
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
  ...(
    [
      ['an event that is raw and more', '{"raw":"data: a\\n\\n","data":"a"}', '', /Unrecognized key: "data"/],
      ['an event that is more and raw', '{"data":"a","raw":"data: a\\n\\n"}', '', /Unrecognized key: "raw"/],
      ['an event of nothing', '{}', '', /not an event/],
      ['an event of a pad', '{"pad":3}', '', /not an event/],
      ['a pad of text', '{"data":"a","pad":3}', '', /pad without data that is JSON/],
      ['a pad of no data', '{"id":"a","pad":3}', '', /pad without data that is JSON/],
      ['data that is a number', '{"data":5}', '.data', /neither a string, an object nor an array/],
      ['data that is null', '{"data":null}', '.data', /neither a string, an object nor an array/],
    ] as const
  ).map(
    ([name, event, at, reason]) =>
      [
        name,
        changed('interactions.0.response.body', `{"sse":[${event}]}`),
        `interactions[0].response.body.sse[0]${at}`,
        reason,
      ] as const,
  ),
  ...(
    [
      ['boolean', '"true"', '', /neither a string nor a wire type/],
      ['byte', '"zz"', '', /neither a string nor a wire type/],
      ['byte', '128', '.value', /<=127/],
      ['short', '-32769', '.value', />=-32768/],
      ['integer', '2147483648', '.value', /<=2147483647/],
      ['integer', '0.5', '', /neither a string nor a wire type/],
      ['long', '7', '', /neither a string nor a wire type/],
      ['long', '"zz"', '.value', /64 bits/],
      ['long', '"9223372036854775808"', '.value', /64 bits/],
      ['binary', '"%"', '.value', /base64/],
      ['timestamp', '"zz"', '.value', /ISO 8601/],
      ['timestamp', '5', '', /neither a string nor a wire type/],
      ['uuid', '"zz"', '.value', /UUID/],
      ['string', '"a"', '', /neither a string nor a wire type/],
      ['odd', '"a"', '', /neither a string nor a wire type/],
    ] as const
  ).map(
    ([type, value, at, reason]) =>
      [
        `a message header ${type}: ${value}`,
        changed(
          'interactions.0.response.body',
          `{"eventstream":[{"headers":{"x":{"type":"${type}","value":${value}}}}]}`,
        ),
        `interactions[0].response.body.eventstream[0].headers.x${at}`,
        reason,
      ] as const,
  ),
  [
    'a message header with a long name',
    changed('interactions.0.response.body', `{"eventstream":[{"headers":{"${'é'.repeat(128)}":"a"}}]}`),
    `interactions[0].response.body.eventstream[0].headers.${'é'.repeat(128)}`,
    /longer than 255 bytes/,
  ],
  [
    'a message header with a long text',
    changed('interactions.0.response.body', `{"eventstream":[{"headers":{"x":"${'é'.repeat(32_768)}"}}]}`),
    'interactions[0].response.body.eventstream[0].headers.x',
    /longer than 32767 bytes/,
  ],
  [
    'a file in a part of a part',
    changed(
      'interactions.0.response.body',
      `{"multipart":[{"headers":[],"body":{"multipart":[{"headers":[],"body":{"file":"a.files/${'0'.repeat(64)}.bin","size":1}}]}}]}`,
    ),
    'interactions[0].response.body.multipart[0].body.multipart[0].body',
    /neither json, sse, ndjson, eventstream, multipart, text nor base64/,
  ],
  [
    'a file of a part that is in another folder',
    changed(
      'interactions.0.response.body',
      `{"multipart":[{"headers":[],"body":{"file":"../a.files/${'0'.repeat(64)}.bin","size":1}}]}`,
    ),
    'interactions[0].response.body.multipart[0].body.file',
    /./,
  ],
  [
    'a layout that escapes quotes',
    changed('interactions.0.response.body', '{"json":[],"layout":{"escape":"\\""}}'),
    'interactions[0].response.body.layout.escape',
    /not ASCII characters/,
  ],
  [
    'a boundary of two lines',
    changed('interactions.0.response.body', '{"multipart":[],"boundary":"\\r\\n"}'),
    'interactions[0].response.body.boundary',
    /not a boundary/,
  ],
  [
    'a part header of two lines',
    changed('interactions.0.response.body', '{"multipart":[{"headers":[["a\\r\\nb","c"]]}],"boundary":"b"}'),
    'interactions[0].response.body.multipart[0].headers[0][0]',
    /not the name of a header/,
  ],
  [
    'a part header whose value has two lines',
    changed('interactions.0.response.body', '{"multipart":[{"headers":[["a","b\\r\\nc"]]}],"boundary":"b"}'),
    'interactions[0].response.body.multipart[0].headers[0][1]',
    /not the value of a header/,
  ],
  [
    'a layout both spaced and indented',
    changed('interactions.0.response.body', '{"json":[],"layout":{"spaced":true,"indent":2}}'),
    'interactions[0].response.body.layout',
    /either indent or spaced/,
  ],
  [
    'lines with white space around them',
    changed('interactions.0.response.body', '{"ndjson":[1],"layout":{"json":{"tail":"\\n"}}}'),
    'interactions[0].response.body.layout.json',
    /Unrecognized key: "tail"/,
  ],
  [
    'a boundary that is longer than one may be',
    changed('interactions.0.response.body', `{"multipart":[{"headers":[]}],"boundary":"${'x'.repeat(71)}"}`),
    'interactions[0].response.body.boundary',
    /not a boundary/,
  ],
  ...[`"${'x'.repeat(32_768)}"`, `{"type":"binary","value":"${Buffer.alloc(32_768).toString('base64')}"}`].map(
    (header) =>
      [
        `a header that is longer than one may be: ${header.slice(0, 12)}`,
        changed('interactions.0.response.body', `{"eventstream":[{"headers":{"a":${header}}}]}`),
        `interactions[0].response.body.eventstream[0].headers.a${header.startsWith('{') ? '.value' : ''}`,
        /longer than 32767 bytes/,
      ] as const,
  ),
  [
    'more mistakes than can be listed',
    changed(
      'interactions.0.response.headers',
      JSON.stringify(Object.fromEntries(Array.from({ length: 150_000 }, (_, index) => [`h${index}`, 5]))),
    ),
    '',
    /it has too many problems to list/,
  ],
  [
    'the coding of a body that is decoded',
    changed('interactions.0.response.headers', '{"content-encoding":"identity, GZIP"}'),
    'interactions[0].response',
    /a content-encoding although the stored body is decoded/,
  ],
  ...['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'trailer'].map(
    (name) =>
      [
        `the header ${name}`,
        changed('interactions.0.response.headers', `{"vary":"a","${name}":"5"}`),
        `interactions[0].response.headers.${name}`,
        /never stored: the body is decoded/,
      ] as const,
  ),
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

test.each([
  ['bodies in bodies', '{"multipart":[{"headers":[],"body":', '{"text":""}', '}],"boundary":"b"}'],
  ['arrays', '{"json":[', '', ']}'],
  ['objects', '{"json":{"a":', '1', '}}'],
  ['arrays that never end', '{"json":[', '', ''],
])('%s, nested a million times, are refused before parsing', (_, open, middle, close) => {
  const [start = '', repeated = ''] = open.startsWith('{"json":') ? ['{"json":', open.slice(8)] : ['', open]
  const [end, last] = open.startsWith('{"json":') ? [close.slice(0, -1), '}'] : [close, '']
  const nested = start + repeated.repeat(1_000_000) + middle + end.repeat(1_000_000) + last
  const error = errorOf(good.replace('{ "text": "y" }', () => nested))
  expect(error.fields.reason).toMatch(/nested deeper than \d+ levels/)
})

test('the deepest accepted document can be read, walked and written', () => {
  const nested = (depth: number): string => `{"json":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const textOf = (depth: number): string => good.replaceAll(/\{ "text": "[xy]" \}/g, nested(depth))
  for (const depth of [500, 525]) {
    const document = parseCassette(textOf(depth), path)
    const [one] = document.interactions
    expect(keyOf(one!.request)).toMatch(/^[0-9a-f]{64}$/)
    expect(unpackBody(one!.response!.body!)).toHaveLength(2 * depth)
    const view = viewOf(one!.request, plainMatching)
    expect(findNearest(view, [{ view, isPlayed: false, isOwnLane: true }])).toBeDefined()
    expect(serializeCassette(document.test, document.interactions)).toContain('[')
  }
  expect(errorOf(textOf(540)).fields.reason).toMatch(/nested/)
})

test('the deepest recorded body can be read again', () => {
  let body: Uint8Array = Buffer.from('x')
  let type = 'text/plain'
  for (let level = 0; level < 40; level++) {
    body = Buffer.concat([
      Buffer.from(`--b${level}\r\ncontent-type: ${type}\r\n\r\n`),
      body,
      Buffer.from(`\r\n--b${level}--\r\n`),
    ])
    type = `multipart/mixed; boundary=b${level}`
  }
  const packed = packBody(body, type)!
  expect(Object.keys(packed)).toContain('multipart')
  const text = serializeCassette({ file: 'a.test.ts' }, [answered('x', '', { body: packed })])
  const [read] = parseCassette(text, path).interactions
  expect(Buffer.from(unpackBody(read!.response!.body!)).equals(body)).toBe(true)
})

test('numbers that ask for more text than a file holds are refused', () => {
  const pad = changed('interactions.0.response.body', '{"sse":[{"data":{},"pad":4000000000}]}')
  expect(errorOf(pad).fields.at).toBe('interactions[0].response.body.sse[0].pad')
  const indent = changed('interactions.0.response.body', '{"json":[[1]],"layout":{"indent":4000000000}}')
  expect(errorOf(indent).fields.at).toBe('interactions[0].response.body.layout.indent')
})

test('a text that is too large is refused before parsing', () => {
  expect(errorOf(good + ' '.repeat(longestText)).fields.reason).toBe('larger than 128 MB')
})

test('padding spaces of a stream are stored as text when there are too many', () => {
  const stream = Buffer.from(`data: {"a":1${' '.repeat(5_000)}}\n\n`)
  const text = serializeCassette({ file: 'a.test.ts' }, [
    answered('x', '', { body: packBody(stream, 'text/event-stream')! }),
  ])
  const [read] = parseCassette(text, path).interactions
  expect(Buffer.from(unpackBody(read!.response!.body!)).equals(stream)).toBe(true)
})

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    expect(error).toBeInstanceOf(CassetteFormatError)
    return undefined
  }
}

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

/** Files with all parts of the format. They are made once, because that takes longer than all checks of them. */
const files = fc
  .sample(interaction, { numRuns: 60, seed: 1 })
  .map((one) => serializeCassette({ file: 'a.test.ts' }, [one]))

/** Cuts, insertions and replaced values in any file. */
const mutated = fc
  .tuple(fc.constantFrom(...files), fc.nat(), fc.nat(30), fc.oneof(junk, value))
  .map(([text, at, cut, change]) => {
    if (typeof change === 'string')
      return text.slice(0, at % text.length) + change + text.slice((at % text.length) + cut)
    let left = at % (text.match(/[:,[]/g)?.length ?? 1)
    return JSON.stringify(JSON.parse(text, (_key, inner: unknown) => (left-- === 0 ? change : inner)))
  })

test('any damage is either harmless or a format error: 2,000 damaged files', () => {
  let refused = 0
  fc.assert(
    fc.property(mutated, (text) => {
      const document = attempt(() => parseCassette(text, path))
      if (document === undefined) return void (refused += 1)
      for (const { request } of document.interactions) expect(keyOf(request)).toMatch(/^[0-9a-f]{64}$/)
    }),
    { numRuns: 2_000 },
  )
  expect(refused).toBeGreaterThan(1_000)
  expect('x' in {}).toBe(false)
})
