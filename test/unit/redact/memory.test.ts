import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Interaction, StoredRequest } from '../../../src/cassette/interaction.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import { droppedSecrets, keyOf, viewOf } from '../../../src/match/match-rules.ts'
import { createMatching } from '../../../src/match/matching.ts'
import { isSameButRedacted } from '../../../src/match/same-but-redacted.ts'
import { createRedaction, type Redaction } from '../../../src/redact/redaction.ts'
import { SecretMemory } from '../../../src/redact/secret-memory.ts'

const token = '4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a'
const login: StoredRequest = { method: 'POST', url: 'https://api.example.com/login' }

function redactionOf(
  memory = new SecretMemory(),
  credentials: ReadonlyArray<readonly [string, string]> = [],
): Redaction {
  return createRedaction({ credentials, paths: [], keep: [], memory })
}

function keyIn(redaction: Redaction, request: StoredRequest): string {
  return keyOf(
    redaction.request(request),
    createMatching({ ignore: [], matchHeaders: [] }, [], () => redaction),
  )
}

/** A login while recording, then in replay: each gives what the app has, and what redacts its next request. */
function loggedIn(body: StoredBody): {
  readonly recording: Redaction
  readonly replay: Redaction
  readonly stored: Interaction
} {
  const recording = redactionOf()
  const stored = recording.interaction({
    lane: 'main',
    recordedAt: '2026-01-01T00:00:00.000Z',
    request: login,
    response: { status: 200, body },
  })
  return { recording, replay: redactionOf(), stored }
}

const get = (url: string): StoredRequest => ({ method: 'GET', url })
const post = (body: StoredBody, type?: string): StoredRequest => ({
  ...login,
  url: 'https://api.example.com/next',
  body,
  ...(type !== undefined && { headers: { 'content-type': type } }),
})

/** Places where an app may put what a login gave it. */
const places: Readonly<Record<string, (value: string) => StoredRequest>> = {
  'a path': (value) => get(`https://api.example.com/sessions/${value}/messages`),
  'an encoded path': (value) => get(`https://api.example.com/sessions/${encodeURIComponent(value)}/messages`),
  'a query': (value) => get(`https://api.example.com/me?session=${encodeURIComponent(value)}`),
  'a query of another name': (value) => get(`https://api.example.com/me?q=${encodeURIComponent(value)}&a=1`),
  'a form': (value) =>
    post({ text: new URLSearchParams({ a: 'b c', session: value }).toString() }, 'application/x-www-form-urlencoded'),
  'a field': (value) => post({ json: { session: value } }),
  'a list': (value) => post({ json: [value, 'a'] }),
  'a key': (value) => post({ json: { [value]: 1 } }),
  prose: (value) => post({ json: { content: `Use ${value}, please.` } }),
  'JSON in a text': (value) => post({ json: { content: JSON.stringify({ a: { session: value } }) } }),
  'JSON in JSON in a text': (value) => post({ json: { content: JSON.stringify({ a: JSON.stringify({ s: value }) }) } }),
  'what util.inspect prints': (value) => post({ json: { content: `{ access_token: '${value}', expires_in: 3600 }` } }),
  YAML: (value) => post({ text: `token: ${value.startsWith('[') ? `'${value}'` : value}\nexpires: 5\n` }),
  'an address in a text': (value) =>
    post({ json: { content: `see https://x.example/?s=${encodeURIComponent(value)} ok` } }),
  base64: (value) => post({ json: { content: Buffer.from(`user:${value}`).toString('base64') } }),
  hex: (value) => post({ json: { content: Buffer.from(value).toString('hex') } }),
  lines: (value) => post({ ndjson: [{ a: value }, { b: 1 }] }),
  'a part of a form': (value) =>
    post({
      multipart: [{ headers: [['content-disposition', 'form-data; name="s"']], body: { text: value } }],
      boundary: 'b',
    }),
}

/** Answers that give it. */
const answers: Readonly<Record<string, (value: string) => StoredBody>> = {
  'a field': (value) => ({ json: { access_token: value, expires_in: 3600 } }),
  'a field in a list': (value) => ({ json: { sessions: [{ auth_token: value }] } }),
  'JSON in a text': (value) => ({ json: { result: JSON.stringify({ access_token: value }) } }),
  'a label': (value) => ({ text: `access token: ${value}\n` }),
  'an address': (value) => ({ json: { next: `https://x.example/f?access_token=${value}` } }),
  events: (value) => ({ sse: [{ data: { access_token: value } }, { data: '[DONE]' }] }),
}

describe.each(Object.entries(answers))('a secret in %s of an answer', (_, answer) => {
  test.each(Object.entries(places))(
    'that the app sends back in %s is not stored, and matches in replay',
    (_place, ask) => {
      const { recording, replay, stored } = loggedIn(answer(token))
      expect(JSON.stringify(stored)).not.toContain(token)
      const name = /\[REDACTED:[a-z-]+\.1\]/.exec(JSON.stringify(stored))?.[0] ?? ''
      const asked = recording.request(ask(token))
      expect(JSON.stringify(asked)).not.toContain(token.slice(0, 24))
      expect(keyIn(replay, asked)).toBe(keyIn(replay, ask(name)))
      expect(replay.request(asked)).toEqual(asked)
      // Another value of the same kind is another request.
      expect(keyIn(replay, asked)).not.toBe(keyIn(replay, ask(name.replace('.1', '.2'))))
    },
  )
})

test.each([
  ['a query', (value: string) => get(`https://api.example.com/v1?key=${value}`)],
  ['a session in a query', (value: string) => get(`https://api.example.com/v1?session_id=${value}`)],
  ['a form', (value: string) => post({ text: `a=1&token=${value}` }, 'application/x-www-form-urlencoded')],
  ['a field', (value: string) => post({ json: { client_secret: value } })],
  ['a prompt', (value: string) => post({ json: { content: `Log in with password: ${value}` } })],
])('of what the app has by itself, in %s, another value is another request', (_, ask) => {
  const one = '123e4567-e89b-42d3-a456-426614174000'
  const recorded = redactionOf().request(ask(one))
  const replay = redactionOf()
  expect(JSON.stringify(recorded)).not.toContain(one)
  expect(keyIn(replay, recorded)).toBe(keyIn(replay, ask(one)))
  const other = ask('7f2c9a10-51d8-4b6e-9c3f-0e8d7a6b5c4d')
  expect(keyIn(replay, recorded)).not.toBe(keyIn(replay, other))
  const matching = createMatching({ ignore: [], matchHeaders: [] }, [], () => replay)
  const isSame = isSameButRedacted(
    viewOf(recorded, matching),
    viewOf(replay.request(other), matching),
    droppedSecrets(recorded, matching),
  )
  expect(isSame).toBe(false)
})

test.each([
  ['a signature', (value: string) => get(`https://api.example.com/v1?a=1&X-Amz-Signature=${value}`)],
  ['a key in a query', (value: string) => get(`https://api.example.com/v1?a=1&api_key=${value}`)],
])("%s is the caller's own, and does not count", (_, ask) => {
  const recorded = redactionOf().request(ask('0f1e2d3c4b5a69788796a5b4c3d2e1f0'))
  const replay = redactionOf()
  expect(recorded.url).toMatch(/=\[REDACTED:[a-z-]+\]$/)
  expect(keyIn(replay, recorded)).toBe(keyIn(replay, ask('a0b1c2d3e4f5061728394a5b6c7d8e9f')))
})

test("the caller's own header is not stored where an answer repeats it", () => {
  const memory = new SecretMemory()
  const redaction = redactionOf(memory)
  redaction.noteHeaders(
    new Headers({ authorization: 'my-shapeless-value-of-mine', 'content-type': 'text/plain' }),
    'request',
  )
  expect(redaction.response({ status: 404, body: { text: 'unknown: my-shapeless-value-of-mine' } }).body).toEqual({
    text: 'unknown: [REDACTED:authorization]',
  })
})

test('another value of a header that is known by now is a secret too', () => {
  const redaction = redactionOf(new SecretMemory())
  for (const value of ['my-shapeless-value-of-mine', 'another-shapeless-value'])
    redaction.noteHeaders(new Headers({ authorization: value }), 'request')
  const { body } = redaction.response({ status: 404, body: { text: 'unknown: another-shapeless-value' } })
  expect(JSON.stringify(body)).not.toContain('another-shapeless-value')
})

test('the id of a session that the app chose stays in its requests, where the answer repeats it', () => {
  const url = 'https://api.example.com/sessions/default-session1_1234567890/text'
  const redaction = redactionOf()
  redaction.noteHeaders(new Headers({ 'x-agent-session-id': 'default-session1_1234567890' }), 'answer', {
    method: 'POST',
    url,
  })
  expect(redaction.request({ method: 'POST', url }).url).toBe(url)
})

test('the model of a request stays, where the answer names it in a header of its limits', () => {
  const request = { method: 'POST', url: 'https://api.example.com/', body: { json: { model: 'gpt-5.2_2025-12-11' } } }
  const redaction = redactionOf()
  redaction.noteHeaders(new Headers({ 'x-ratelimit-key': 'gpt-5.2_2025-12-11' }), 'answer', request)
  expect(redaction.request(request)).toBe(request)
})

test('a value that is secret in an answer is redacted in its request too', () => {
  const { stored } = loggedIn({ json: { a: 1 } })
  const safe = redactionOf().interaction({
    lane: stored.lane,
    recordedAt: stored.recordedAt,
    request: post({ json: { content: `Who is ${token}?` } }),
    response: { status: 200, body: { json: { access_token: token } } },
  })
  expect(safe.request.body).toEqual({ json: { content: 'Who is [REDACTED:access-token.1]?' } })
})

test('numbers go on where those of the cassette end', () => {
  const memory = new SecretMemory()
  memory.learn({ a: 'x [REDACTED:access-token.3] y' })
  const safe = redactionOf(memory).response({ status: 200, body: { json: { access_token: token } } })
  expect(safe.body).toEqual({ json: { access_token: '[REDACTED:access-token.4]' } })
})

test('common words, short values and everyday content are never looked for elsewhere', () => {
  const redaction = redactionOf()
  for (const value of ['letmein', 'password1', 'gpt-4o-mini', 'my secret', '2026-01-01'])
    redaction.response({ status: 200, body: { json: { password: value } } })
  const body = { json: { content: 'letmein password1 gpt-4o-mini my secret 2026-01-01' } }
  expect(redaction.response({ status: 200, body }).body).toBe(body)
})

test('redacting twice changes nothing, and moved values always match', () => {
  const secret = fc.stringMatching(/^[0-9a-f]{20,40}$/).filter((value) => /\d/.test(value) && /[a-f]/.test(value))
  fc.assert(
    fc.property(
      secret,
      fc.constantFrom(...Object.values(answers)),
      fc.array(fc.constantFrom(...Object.values(places)), { minLength: 1, maxLength: 3 }),
      (value, answer, asks) => {
        const { recording, replay, stored } = loggedIn(answer(value))
        expect(recording.interaction(stored)).toBe(stored)
        const name = /\[REDACTED:[a-z-]+\.1\]/.exec(JSON.stringify(stored))?.[0] ?? ''
        for (const ask of asks) expect(keyIn(replay, recording.request(ask(value)))).toBe(keyIn(replay, ask(name)))
      },
    ),
    { numRuns: 100 },
  )
})
