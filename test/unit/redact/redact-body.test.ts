import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../src/body/pack.ts'
import type { Chunk } from '../../../src/cassette/interaction.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import { createRedaction, type Redaction } from '../../../src/redact/redaction.ts'
import { shapedKey } from '../support/secrets.ts'

const redaction = createRedaction({ credentials: [], paths: [], keep: [] })
const key = shapedKey('openai-key')
const safe = '[REDACTED:openai-key]'

function redactBody(body: StoredBody, { response }: Redaction = redaction): StoredBody {
  return response({ status: 200, body }).body!
}

function packed(text: string | Uint8Array, type: string): StoredBody {
  return packBody(Buffer.from(text as string), type)!
}

const fields: ReadonlyArray<readonly [unknown, unknown]> = [
  [{ password: 'hunter2' }, { password: '[REDACTED:password]' }],
  [{ apiKey: 'abc def' }, { apiKey: '[REDACTED:api-key]' }],
  [{ 'x-api-key': key }, { 'x-api-key': safe }],
  [
    { pin: 1, password: 123456 },
    { pin: 1, password: '[REDACTED:password]' },
  ],
  [{ client_secret: { value: key } }, { client_secret: { value: safe } }],
  [
    { name: 'Authorization', value: 'Bearer q7Zw42xk9Lm' },
    { name: 'Authorization', value: 'Bearer [REDACTED:authorization]' },
  ],
  [{ headers: [['cookie', 'sid=q7Zw42xk9Lm; Path=/']] }, { headers: [['cookie', 'sid=[REDACTED:cookie]; Path=/']] }],
  [
    { [key]: 1, [shapedKey('openai-key', 2)]: 2 },
    { [safe]: 1, [`${safe}-2`]: 2 },
  ],
  [{ token: 'abcdefghij0123456789' }, { token: '[REDACTED:token]' }],
  [{ a: { b: [`The key is ${key}.`] } }, { a: { b: [`The key is ${safe}.`] } }],
  [{ password: ['hunter2', 'b c'] }, { password: ['[REDACTED:password]', '[REDACTED:password]'] }],
  [{ apiKey: { value: 'hunter2', kind: 'b c' } }, { apiKey: { value: '[REDACTED:api-key]', kind: 'b c' } }],
  [{ api_keys: ['abc def'] }, { api_keys: ['[REDACTED:api-keys]'] }],
  [{ passwords: { value: 'abc' } }, { passwords: { value: '[REDACTED:passwords]' } }],
  [{ SecretString: 'a b c' }, { SecretString: '[REDACTED:secret-string]' }],
  [{ smtp_pass: 'a b c' }, { smtp_pass: '[REDACTED:smtp-pass]' }],
  [{ password_confirmation: 'a b c' }, { password_confirmation: '[REDACTED:password-confirmation]' }],
  [{ passwordHash: '$2b$10$abc' }, { passwordHash: '[REDACTED:password-hash]' }],
  [{ license_key: 'q7Zw4-2xk9L-m3Np8' }, { license_key: '[REDACTED:license-key]' }],
  [{ accessKeyId: 'abcdefghij0123456789' }, { accessKeyId: '[REDACTED:access-key-id]' }],
  [
    { Name: 'DB_PASSWORD', Value: 'abc' },
    { Name: 'DB_PASSWORD', Value: '[REDACTED:db-password]' },
  ],
  [
    { name: 'password', value: 123456 },
    { name: 'password', value: '[REDACTED:password]' },
  ],
]

test.each(fields)('%j', (json, expected) => {
  expect(redactBody({ json })).toEqual({ json: expected })
})

test.each([
  { token: 'Hello', logprob: -0.1, bytes: [72] },
  { tokens: ['Hello', ' world'], session_id: '65d970df-aa7b-43f8-91c5-ce5f5d879b99', secrets: [], passwords: {} },
  { password: { type: 'string', enum: ['a b', 'c d'], description: 'hunter2', value_type: 'x y' } },
  { max_tokens: 100, usage: { prompt_tokens: 123456789 } },
  { properties: { password: { type: 'string', description: 'The password' } }, required: ['password', 'api_key'] },
  { signature: 'EqQBCkgIBBABGAIiQHZ3a2xkanNmbGFrc2RqZmxha3NqZGY5ODc2NTQzMjE=' },
  { password: '', api_key: null, secret: true, key: 'abcdefghij0123456789', nextPageToken: 'abcdefghij0123456789' },
  JSON.parse('{"__proto__":{"a":"b"}}') as unknown,
])('%j stays the same object', (json) => {
  const body = { json }
  expect(redactBody(body)).toBe(body)
})

test('a part of a form with a length gets the new length', () => {
  const form = (content: string, length: number): string =>
    `--b\r\nContent-Disposition: form-data; name=a\r\nContent-Length: ${length}\r\n\r\n${content}\r\n--b--\r\n`
  const type = 'multipart/form-data; boundary=b'
  const redacted = redactBody(packed(form(key, key.length), type))
  expect(Buffer.from(unpackBody(redacted)).toString()).toBe(form(safe, safe.length))
})

test('a key __proto__ stays data beside a secret', () => {
  const json: unknown = JSON.parse(`{"__proto__":"${key}"}`)
  expect(JSON.stringify(redactBody({ json }))).toBe(`{"json":{"__proto__":"${safe}"}}`)
})

test('a placeholder whose kind looks like a key stays, in a body and in a text', () => {
  const name = 'PA_PRODUCTION_ACCOUNT_SERVICE_INTERNAL_GATEWAY_API_KEY'
  const redacted = { [name]: `[REDACTED:${name.toLowerCase().replaceAll('_', '-')}]` }
  expect(redactBody({ json: { [name]: 'q8Zx4Vb3nM7kLp2' } })).toEqual({ json: redacted })
  expect(redactBody({ text: JSON.stringify({ [name]: 'q8Zx4Vb3nM7kLp2' }) })).toEqual({
    text: JSON.stringify(redacted),
  })
})

test("the user's paths, to the last text below them", () => {
  const own = createRedaction({ credentials: [], paths: ['**.debug.*', 'response.body.json.user'], keep: [] })
  const json = { user: 7, x: { debug: { a: 'b', c: ['d', 5] } }, users: 'all' }
  expect(redactBody({ json }, own)).toEqual({
    json: {
      user: '[REDACTED:user]',
      x: { debug: { a: '[REDACTED:a]', c: ['[REDACTED:0]', 5] } },
      users: 'all',
    },
  })
})

test("the user's functions, also over the pieces of a stream", () => {
  const emails = (text: string): string => text.replaceAll(/[a-z]+@example\.com/g, '[REDACTED:email]')
  const own = createRedaction({
    credentials: [],
    paths: [],
    keep: [],
    own: [{ name: 'emails', module: 'm.ts', run: emails }],
  })
  expect(redactBody({ json: { a: 'to me@example.com' } }, own)).toEqual({ json: { a: 'to [REDACTED:email]' } })
  const events = ['me@', 'example', '.com', '!'].map((t) => ({ data: { t } }))
  expect(redactBody({ sse: events }, own)).toEqual({
    sse: ['[REDACTED:email]', '', '', '!'].map((t) => ({ data: { t } })),
  })
  const broken = createRedaction({
    credentials: [],
    paths: [],
    keep: [],
    own: [{ name: 'bad', module: 'm.ts', run: () => undefined as never }],
  })
  expect(() => broken.text('x')).toThrow('The redactor bad of m.ts returned no text')
})

type Encode = (pieces: readonly string[]) => StoredBody

const sse: Encode = (pieces) =>
  packed(
    `${pieces.map((content) => `data: ${JSON.stringify({ id: 'chatcmpl-1', choices: [{ index: 0, delta: { content } }] })}\n\n`).join('')}data: [DONE]\n\n`,
    'text/event-stream',
  )
const anthropic: Encode = (pieces) =>
  packed(
    pieces
      .map(
        (text) =>
          `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`,
      )
      .join('event: ping\ndata: {"type":"ping"}\n\n'),
    'text/event-stream',
  )
const ndjson: Encode = (pieces) =>
  packed(
    pieces.map((content) => `${JSON.stringify({ message: { content }, done: false })}\n`).join(''),
    'application/x-ndjson',
  )
const array: Encode = (pieces) =>
  packed(
    JSON.stringify(pieces.map((text) => ({ candidates: [{ content: { parts: [{ text }] } }] }))),
    'application/json',
  )
const bedrock: Encode = (pieces) => ({
  eventstream: pieces.map((text) => ({
    headers: { ':event-type': 'contentBlockDelta', ':content-type': 'application/json' },
    body: { json: { delta: { text }, contentBlockIndex: 0 } },
  })),
})
const bedrockInvoke: Encode = (pieces) => ({
  eventstream: pieces.map((text) => ({
    headers: { ':event-type': 'chunk', ':content-type': 'application/json' },
    body: {
      json: {
        bytes: Buffer.from(JSON.stringify({ type: 'content_block_delta', index: 0, delta: { text } })).toString(
          'base64',
        ),
      },
    },
  })),
})

describe.each(Object.entries({ sse, anthropic, ndjson, array, bedrock, bedrockInvoke }))(
  'pieces of %s',
  (_, encode) => {
    test('a key cut at every character is found', () => {
      for (let at = 1; at < key.length; at++) {
        const body = encode(['It is ', key.slice(0, at), key.slice(at), ' I think'])
        const redacted = redactBody(body)
        expect(redacted).toEqual(encode(['It is ', safe, '', ' I think']))
        expect(packBody(unpackBody(redacted), contentType(encode))).toEqual(redacted)
      }
    })

    test('a key in pieces of one character is found', () => {
      const redacted = redactBody(encode(['a ', ...key, ' b']))
      expect(redacted).toEqual(encode(['a ', safe, ...Array.from(key.slice(1), () => ''), ' b']))
      expect(redactBody(redacted)).toBe(redacted)
    })
  },
)

function contentType(encode: Encode): string {
  if (encode === sse || encode === anthropic) return 'text/event-stream'
  if (encode === ndjson) return 'application/x-ndjson'
  return encode === array ? 'application/json' : 'application/vnd.amazon.eventstream'
}

test('texts of two choices are not joined', () => {
  const choice = (index: number, content: string) => ({ data: { choices: [{ index, delta: { content } }] } })
  const half = Math.floor(key.length / 2)
  const body = { sse: [choice(0, 'a'), choice(1, key.slice(0, half)), choice(0, 'b'), choice(1, key.slice(half))] }
  expect(redactBody(body)).toEqual({ sse: [choice(0, 'a'), choice(1, safe), choice(0, 'b'), choice(1, '')] })
})

test('parts of a form: by name, by shape, in headers, inside JSON, in binary bytes', () => {
  const form = [
    ['Content-Disposition: form-data; name="password"', 'hunter2'],
    ['Content-Disposition: form-data; name="x"', `it is ${key}`],
    [`Content-Disposition: form-data; name="f"; filename="${key}.txt"`, 'x'],
    ['Content-Disposition: form-data; name="j"\r\nContent-Type: application/json', `{"api_key":"abc"}`],
  ].map(([head, text]) => `--b\r\n${head}\r\n\r\n${text}\r\n`)
  const bytes = Buffer.concat([
    Buffer.from(form.join('')),
    Buffer.from('--b\r\nContent-Disposition: form-data; name="b"\r\n\r\n'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(key),
    Buffer.from([0xff]),
    Buffer.from('\r\n--b--\r\n'),
  ])
  const written = Buffer.from(unpackBody(redactBody(packed(bytes, 'multipart/form-data; boundary=b')))).toString(
    'latin1',
  )
  expect(written).not.toContain(key)
  expect(written).not.toContain('hunter2')
  expect(written).not.toContain('abc')
  expect(written).toContain('\r\n\r\n[REDACTED:password]\r\n')
  expect(written).toContain(`filename="${safe}.txt"`)
  expect(written).toContain(`\xff\xfe${safe}\xff`)
})

test('bytes that are no text: what they hold as text is redacted, and a label that stands in them by chance is none', () => {
  const noise = Buffer.from([0xff, 0x13, 0xaa])
  const bytes = (text: string) => ({ base64: Buffer.concat([noise, Buffer.from(text), noise]).toString('base64') })
  const redacted = (text: string): string => Buffer.from(unpackBody(redactBody(bytes(text)))).toString('latin1')
  expect(redacted(`it is ${key}`)).toBe(`\xff\x13\xaait is ${safe}\xff\x13\xaa`)
  expect(redacted('password=hunter2')).not.toContain('hunter2')
  const sound = Buffer.from(
    "J\xb8=\xa3\x1fT'.PWd=Gb\xb8SK\x05\xb2\xccr\xcb\xad\xbc\x10\xcbDo\xbfU\xf3\xf8@\xfa9",
    'latin1',
  )
  const body = { base64: sound.toString('base64') }
  expect(redactBody(body)).toEqual(body)
})

test('chunks end where they did, and add up to the new length', () => {
  const events = ['Hello', key, ' there'].map((content) => `data: ${JSON.stringify({ content })}\n\n`)
  const chunks: Chunk[] = [
    [5, events[0]!.length],
    [6, events[1]!.length],
    [7, events[2]!.length - 4],
    [8, 4],
  ]
  const { body, chunks: moved } = redaction.response({
    status: 200,
    body: packed(events.join(''), 'text/event-stream'),
    chunks,
  })
  const shorter = key.length - safe.length
  expect(moved).toEqual([chunks[0], [6, events[1]!.length - shorter], chunks[2], chunks[3]])
  expect(unpackBody(body!)).toHaveLength(events.join('').length - shorter)
})

const json = fc.jsonValue()
const secretJson = fc
  .tuple(
    json,
    fc.array(
      fc.tuple(fc.constantFrom('password', 'token', 'a', key), fc.constantFrom(key, 'hunter2', '[', 12345678, null)),
    ),
  )
  .map(([plain, pairs]) => ({ plain, ...Object.fromEntries(pairs), list: pairs }))
const bodies = fc.oneof(
  secretJson.map((value) => packed(JSON.stringify(value), 'application/json')),
  fc
    .array(secretJson, { minLength: 1 })
    .map((list) => packed(list.map((value) => `data: ${JSON.stringify(value)}\n\n`).join(''), 'text/event-stream')),
  fc.array(fc.string({ maxLength: 4 })).map((pieces) => sse([...pieces, key.slice(0, 9), key.slice(9), ...pieces])),
  fc
    .uint8Array({ minLength: 1 })
    .map((bytes) => packed(Buffer.concat([bytes, Buffer.from(key), bytes]), 'application/octet-stream')),
)

test('redacting a body twice changes nothing more, its chunks add up, and no key is left', () => {
  fc.assert(
    fc.property(bodies, fc.array(fc.nat({ max: 400 })), (body, cuts) => {
      const { length } = unpackBody(body)
      const places = [...new Set(cuts.map((cut) => cut % length)), length].sort((a, b) => a - b)
      const chunks = places.map((place, at): Chunk => [at, place - (places[at - 1] ?? 0)])
      const once = redaction.response({ status: 200, body, chunks })
      expect(redaction.response(once)).toBe(once)
      const written = Buffer.from(unpackBody(once.body!))
      expect(written.toString('latin1')).not.toContain(key)
      expect(once.chunks?.reduce((sum, [, size]) => sum + size, 0)).toBe(written.length)
    }),
    { numRuns: 200 },
  )
})

test('name, code and cause of a failure', () => {
  const failure = { name: 'Error', message: `no ${key}`, code: `E_${key}`, cause: { name: key, message: '', code: 7 } }
  const redacted = redaction.failure(failure)
  expect(redacted).toEqual({
    name: 'Error',
    message: `no ${safe}`,
    code: `E_${safe}`,
    cause: { name: safe, message: '', code: 7 },
  })
  expect(redaction.failure(redacted)).toBe(redacted)
})

test("the user's functions run until they and the built-in rules change nothing more", () => {
  const run = (text: string): string => text.replace('aa', 'a').replace('HIDDEN', `sk-proj-${'aB3'.repeat(16)}`)
  const own = createRedaction({
    credentials: [],
    paths: [],
    keep: [],
    own: [{ name: 'shorter', module: './own.ts', run }],
  })
  expect(redactBody({ json: { content: 'baaaaaaab' } }, own)).toEqual({ json: { content: 'bab' } })
  expect(redactBody({ json: { content: 'the key is HIDDEN' } }, own)).toEqual({
    json: { content: `the key is ${safe}` },
  })
})
