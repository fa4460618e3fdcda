import { EventStreamCodec } from '@smithy/core/event-streams'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../../src/body/pack.ts'
import { parseCassette } from '../../../../src/format/parse.ts'
import { serializeCassette } from '../../../../src/format/serialize.ts'
import { createScan } from '../../../../src/store/scan.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import { answered } from '../../support/interactions.ts'

const sse = 'text/event-stream'
const ndjson = 'application/x-ndjson'
const eventstream = 'application/vnd.amazon.eventstream'

/** The text of a cassette whose one answer has these bytes. */
function fileOf(bytes: Uint8Array | string, type: string): string {
  const body = packBody(Buffer.from(bytes), type)
  return serializeCassette({ file: 'a.test.ts' }, [answered('x', '', body && { body })])
}

/** The body as the file holds it. */
function bodyIn(text: string): Readonly<Record<string, any>> {
  const { interactions } = JSON.parse(text) as { interactions: ReadonlyArray<{ response: { body: object } }> }
  return interactions[0]!.response.body
}

/** Files with a group among those that a test has checked. */
let groups = 0
beforeEach(() => {
  groups = 0
})

/** Fails unless the bytes, and each member in memory, come back from the file. */
function survives(bytes: Uint8Array | string, type: string): void {
  const text = fileOf(bytes, type)
  const [read] = parseCassette(text, 'a.json').interactions
  const { body } = read!.response!
  if (bytes.length === 0) return
  if (text.includes('"every": {')) groups += 1
  expect(Buffer.from(unpackBody(body!)).equals(Buffer.from(bytes))).toBe(true)
  expect(JSON.stringify(body)).toBe(JSON.stringify(packBody(Buffer.from(bytes), type)))
  expect(serializeCassette({ file: 'a.test.ts' }, [read!])).toBe(text)
}

function dataLines(...data: readonly string[]): string {
  return data.map((text) => `data: ${text}\n\n`).join('')
}

const chat = (content: string, id = 'c1'): string =>
  `{"id":"${id}","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"${content}"},"finish_reason":null}]}`

test('events that are alike have a line each, and their common members stand once', () => {
  const text = fileOf(dataLines(chat('For'), chat(' two'), chat(' people'), '[DONE]'), sse)
  const { body } = JSON.parse(text).interactions[0].response
  expect(body).toEqual({
    sse: [
      {
        every: {
          data: {
            id: 'c1',
            object: 'chat.completion.chunk',
            choices: [{ index: 0, delta: { content: null }, finish_reason: null }],
          },
        },
        events: [
          { choices: [{ delta: { content: 'For' } }] },
          { choices: [{ delta: { content: ' two' } }] },
          { choices: [{ delta: { content: ' people' } }] },
        ],
      },
      { data: '[DONE]' },
    ],
  })
  expect(text).toContain(`
              "events": [
                {"choices":[{"delta":{"content":"For"}}]},
                {"choices":[{"delta":{"content":" two"}}]},
                {"choices":[{"delta":{"content":" people"}}]}
              ]
            },
            {"data":"[DONE]"}
          ]`)
})

test('numbers, times and padding that differ stand in one line, and so does `pad`', () => {
  const event = (index: number): string =>
    `event: delta\ndata: {"type":"delta","model":"gpt-5-mini-2025-08-07","item":"msg_0138491d953d0f3d0069e16f8a1f","n":${index},"at":"2026-01-02T03:04:0${index}Z","text":"t${index}","p":"${'abc'.slice(index)}"${' '.repeat(index)}}\n\n`
  const stream = event(0) + event(1) + event(2)
  expect(bodyIn(fileOf(stream, sse))['sse']).toEqual([
    {
      every: {
        event: 'delta',
        data: {
          type: 'delta',
          model: 'gpt-5-mini-2025-08-07',
          item: 'msg_0138491d953d0f3d0069e16f8a1f',
          n: null,
          at: null,
          text: null,
          p: null,
        },
      },
      pads: [0, 1, 2],
      each: { n: [0, 1, 2], at: [0, 1, 2].map((n) => `2026-01-02T03:04:0${n}Z`), p: ['abc', 'bc', 'c'] },
      events: [{ text: 't0' }, { text: 't1' }, { text: 't2' }],
    },
  ])
  survives(stream, sse)
})

test('an event whose members have another order stays whole', () => {
  const other = '{"choices":[],"id":"c1","object":"chat.completion.chunk"}'
  const stream = dataLines(other, ...['a', 'b', 'c', 'd'].map((text) => chat(text)))
  const [group] = bodyIn(fileOf(stream, sse))['sse']
  expect(group.events.slice(0, 2)).toEqual([[JSON.parse(other)], { choices: [{ delta: { content: 'a' } }] }])
  survives(stream, sse)
})

test('lines that are alike are one group, and a line that is no object stays whole', () => {
  const line = (text: string): string =>
    `{"model":"llama3.2:latest","message":{"role":"assistant","content":"${text}"}}`
  const stream = `null\n${['a', 'b', 'c', 'd'].map(line).join('\n')}\n`
  expect(bodyIn(fileOf(stream, ndjson))['ndjson']).toEqual({
    every: { model: 'llama3.2:latest', message: { role: 'assistant', content: null } },
    events: [[null], ...['a', 'b', 'c', 'd'].map((content) => ({ message: { content } }))],
  })
  survives(stream, ndjson)
})

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)

function message(type: string, body: string): Uint8Array {
  const headers = {
    ':event-type': { type: 'string', value: type },
    ':content-type': { type: 'string', value: 'application/json' },
  } as const
  return codec.encode({ headers, body: Buffer.from(body) })
}

test('messages that are alike are a group', () => {
  const deltas = ['For', ' two', ' people', '.'].map((text) =>
    message('delta', `{"index":0,"delta":{"text":"${text}"}}`),
  )
  const stream = Buffer.concat([message('start', '{}'), ...deltas, message('stop', '{}')])
  expect(bodyIn(fileOf(stream, eventstream))['eventstream'][1]).toEqual({
    every: {
      headers: { ':event-type': 'delta', ':content-type': 'application/json' },
      body: { json: { index: 0, delta: { text: null } } },
    },
    events: ['For', ' two', ' people', '.'].map((text) => ({ delta: { text } })),
  })
  survives(stream, eventstream)
})

test('a body with large values has no groups: their places count events', () => {
  const body = packBody(Buffer.from(dataLines(chat('a'), chat('b'), chat('c'))), sse)!
  const text = serializeCassette({ file: 'a.test.ts' }, [
    answered('x', '', { body: { ...body, files: [['sse', 0, 'data', 'id']] } as typeof body }),
  ])
  expect(bodyIn(text)['sse']).toHaveLength(3)
})

test('the place of a secret counts events, in a group or not, and `allowSecrets` takes it', async () => {
  const key = `xoxb-${'123456789012'}-${'1234567890123'}-${'AbCdEfGhIjKlMnOpQrStUvWx'}`
  const text = fileOf(dataLines(chat('a'), chat('b'), chat(`use ${key}`), chat('d'), '[DONE]'), sse)
  expect(bodyIn(text)['sse'][0].events).toHaveLength(4)
  const [read] = parseCassette(text, 'a.json').interactions
  const at = 'response.body.sse[2].data.choices[0].delta.content'
  // The joined text of all events is scanned too, and its place is the first of them.
  expect((await createScan([])(read!)).map((found) => found.at)).toEqual([at, at.replace('2', '0')])
  expect(await createScan([{ path: 'response.body.sse[*].data.choices', reason: 'made up' }])(read!)).toEqual([])
})

test.each([
  ['odd spacing', dataLines('{"a": 1,"b":"x"}', '{"a":1, "b":"y"}', '{"a":1,"b":"z"}', ' {"a":1,"b":"z"}')],
  ['duplicate keys', dataLines('{"a":1,"a":1,"b":"x"}', '{"a":1,"b":"y"}', '{"a":1,"b":"z"}', '{"a":1,"b":"w"}')],
  [
    'spellings of numbers',
    dataLines('{"a":1.0,"b":"x"}', '{"a":1e-05,"b":"y"}', '{"a":1,"b":"z"}', '{"a":-0,"b":"w"}'),
  ],
  [
    'keys that look like numbers',
    dataLines('{"b":"x","1":"c","a":2}', '{"1":"c","b":"y","a":2}', '{"1":"c","b":"z","a":2}'),
  ],
  [
    '__proto__',
    dataLines(
      ...['x', 'y', 'z'].map((text) => `{"__proto__":{"a":1},"id":"abc","constructor":{"__proto__":"${text}"}}`),
    ),
  ],
  [
    'comments and other fields',
    `: hi\n\n${dataLines(chat('a'))}: hi\n${dataLines(chat('b'))}id: 1\n${dataLines(chat('c'), chat('d'), chat('e'))}`,
  ],
  ['CRLF', dataLines(chat('a'), chat('b'), chat('c')).replaceAll('\n', '\r\n')],
  ['mixed line ends', dataLines(chat('a'), chat('b'), chat('c')) + dataLines(chat('d')).replaceAll('\n', '\r\n')],
  ['a cut stream', dataLines(chat('a'), chat('b'), chat('c'), chat('d')).slice(0, -20)],
  [
    'members that look like a group',
    dataLines(...['x', 'y', 'z'].map((text) => `{"every":{"a":1},"each":{"a":[1,2]},"events":["${text}"]}`)),
  ],
])('%s: every byte comes back', (_, stream) => {
  survives(stream, sse)
  survives(stream.replaceAll(/data: |(?<=\n)\n/g, ''), ndjson)
})

test('20,000 events are read in time that grows with their number', () => {
  const text = fileOf(dataLines(...Array.from({ length: 20_000 }, (_, index) => chat(`word ${index}`))), sse)
  const time = cpuTime(() => {
    const [read] = parseCassette(text, 'a.json').interactions
    expect(unpackBody(read!.response!.body!).byteLength).toBeGreaterThan(2_000_000)
  })
  expect(time).toBeLessThan(2_000)
})

const key = fc.constantFrom(
  'id',
  'type',
  'a',
  'b',
  '0',
  '10',
  'delta',
  'text',
  'obfuscation',
  'p',
  '__proto__',
  'every',
  'events',
  'each',
  '',
)
const spelled = fc.constantFrom(
  '1',
  '1.0',
  '1e-05',
  '-0',
  '1E2',
  '12345678901234567890',
  '0.5',
  'true',
  'null',
  '""',
  '"a"',
  '"\\u003c"',
  '"2026-01-02T03:04:05Z"',
  '[]',
  '{}',
  '[1,2]',
  '[{}]',
)

/** JSON texts: often the same members with other values, in odd spellings, orders and spacing. */
const { json: jsonText } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: spelled, weight: 3 },
    fc
      .tuple(fc.array(fc.tuple(key, tie('json')), { maxLength: 4 }), fc.constantFrom('', '', '', ' ', '  '))
      .map(
        ([members, space]) =>
          `{${members.map(([name, value]) => `"${name}":${space}${value}`).join(`,${space}`)}${space}}`,
      ),
    fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
  ),
}))

/** Several texts that share their form: one text in which some values are others each time. */
const alike = fc
  .tuple(
    jsonText.map((text) => `{"id":"msg_0138491d953d0f3d","type":"a","model":true,"delta":${text},"text":"a","p":"a"}`),
    fc.array(fc.tuple(fc.nat(12), spelled), { minLength: 1, maxLength: 8 }),
  )
  .map(([text, changes]) =>
    changes.map(([at, value]) => {
      let left = at
      return text.replaceAll(/"a"(?!:)|(?<=[:,[]) *(?:1|0\.5|true|null)(?=[,\]}])/g, (old) =>
        left-- === 0 ? value : old,
      )
    }),
  )
const texts = fc
  .array(
    fc.oneof(
      alike,
      alike,
      jsonText.map((text) => [text]),
    ),
    { maxLength: 4 },
  )
  .map((lists) => lists.flat())

test('any stream of events comes back', () => {
  const head = fc.constantFrom('', '', '', 'event: delta\n', ': comment\n', 'id: 1\nevent: x\n', 'retry: 5\n')
  const end = fc.constantFrom('\n\n', '\n\n', '\n\n', '\r\n\r\n', '\nevent: late\n\n')
  const stream = fc
    .tuple(texts, fc.array(head, { minLength: 1 }), fc.array(end, { minLength: 1 }))
    .map(([list, heads, ends]) =>
      list.map((text, index) => `${heads[index % heads.length]}data: ${text}${ends[index % ends.length]}`).join(''),
    )
  fc.assert(
    fc.property(stream, (text) => survives(text, sse)),
    { numRuns: 1_500 },
  )
  expect(groups).toBeGreaterThan(25)
})

test('any lines come back', () => {
  const stream = fc
    .tuple(texts, fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
    .map(([list, eol, isOpen]) => list.join(eol) + (isOpen ? '' : eol))
  fc.assert(
    fc.property(stream, (text) => survives(text, ndjson)),
    { numRuns: 1_500 },
  )
  expect(groups).toBeGreaterThan(50)
})

test('any messages come back', () => {
  const stream = fc
    .array(fc.tuple(fc.constantFrom('delta', 'stop'), alike), { maxLength: 3 })
    .map((lists) => Buffer.concat(lists.flatMap(([type, list]) => list.map((text) => message(type, text)))))
  fc.assert(
    fc.property(stream, (bytes) => survives(bytes, eventstream)),
    { numRuns: 300 },
  )
  expect(groups).toBeGreaterThan(40)
})
