import { createCipheriv, createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import * as zlib from 'node:zlib'
import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

type Send = (response: ServerResponse) => void
type Headers = Record<string, string | string[]>

const text = JSON.stringify({ text: 'é'.repeat(500), list: Array.from({ length: 50 }, (_, index) => index) })
/** The same random bytes in each run: one in a hundred such bodies holds by chance what looks like a secret. */
const binary = createCipheriv('aes-128-ctr', 'sound'.padEnd(16), Buffer.alloc(16)).update(Buffer.alloc(3 * 1024 * 1024))
const large = JSON.stringify({
  data: Array.from({ length: 3_000 }, (_, index) => ({ index, text: 'lorem ipsum '.repeat(85) })),
})
const longEvent = `event: delta\ndata: ${JSON.stringify({ text: 'x'.repeat(1024 * 1024) })}\n\ndata: [DONE]\n\n`

const whole =
  (status: number, headers: Headers, body?: string | Uint8Array): Send =>
  (response) =>
    void response.writeHead(status, headers).end(body)
const chunked =
  (headers: Headers, ...parts: Array<string | Uint8Array>): Send =>
  (response) => {
    response.writeHead(200, headers)
    for (const part of parts) response.write(part)
    response.end()
  }
const jsonType = { 'content-type': 'application/json' }
const encoded = (encoding: string, encode: (data: string) => Buffer): Record<string, Send> => {
  const body = encode(text)
  const headers = { ...jsonType, 'content-encoding': encoding }
  return {
    [encoding]: whole(200, { ...headers, 'content-length': String(body.length) }, body),
    [`${encoding} in chunks`]: chunked(headers, body.subarray(0, 20), body.subarray(20)),
  }
}

const answers: Record<string, Send> = {
  ...encoded('gzip', zlib.gzipSync),
  ...encoded('br', zlib.brotliCompressSync),
  ...encoded('deflate', zlib.deflateSync),
  ...('zstdCompressSync' in zlib && encoded('zstd', zlib.zstdCompressSync)),
  'an encoding that is none': whole(200, { ...jsonType, 'content-encoding': 'identity' }, text),
  'content-length': whole(200, { ...jsonType, 'content-length': String(Buffer.byteLength(text)) }, text),
  'until the end of the connection': (response) => {
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, { ...jsonType, connection: 'close' }).end(text)
  },
  'no content': whole(204, { 'x-request-id': 'r1' }),
  'not modified': whole(304, { etag: '"1"' }),
  'reset content': whole(205, {}),
  'empty body': whole(200, { ...jsonType, 'content-length': '0' }),
  'empty chunked body': chunked(jsonType),
  'no content type': whole(200, {}, '{"a": 1}'),
  'no content type, bytes': whole(200, {}, Uint8Array.of(0, 255, 254)),
  'invalid JSON': whole(200, jsonType, '{"a": 1,'),
  'not UTF-8': whole(200, { 'content-type': 'text/plain; charset=iso-8859-1' }, Buffer.from('caf\xe9', 'latin1')),
  'charset parameter': whole(200, { 'content-type': 'application/json; charset=utf-8' }, text),
  'byte order mark': whole(200, jsonType, `\ufeff${text}`),
  'client error': whole(404, { ...jsonType, 'x-request-id': 'r2' }, '{"error":{"message":"no such model"}}'),
  'status text': (response) => void response.writeHead(200, 'Fine', jsonType).end('{}'),
  'odd status': whole(299, jsonType, '{}'),
  headers: whole(
    200,
    {
      'set-cookie': ['session=cookie-secret-1', 'other=cookie-secret-2'],
      vary: 'accept',
      'x-internal': 'dropped',
      'openai-organization': 'acme',
      'openai-processing-ms': '12',
      'x-ratelimit-remaining-requests': '4999',
    },
    'ok',
  ),
  '3 MB of JSON': whole(200, jsonType, large),
  '3 MB of bytes': whole(200, { 'content-type': 'audio/mpeg' }, binary),
  'an event of 1 MB': chunked(
    { 'content-type': 'text/event-stream' },
    longEvent.slice(0, 500_000),
    longEvent.slice(500_000),
  ),
}

const client = `
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { expect, test } from 'vitest'

// All that an app may read; how the body is framed is the connection's.
const framing = ['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'set-cookie', 'date']
const read = (headers) => Object.fromEntries([...headers].filter(([name]) => !framing.includes(name)).sort())
const names = JSON.parse(process.env.NAMES)
const url = (name) => 'https://api.openai.com/v1/' + encodeURIComponent(name)
const digest = (bytes) => ({ size: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') })
const outcomes = {}
async function viaFetch(name, options) {
  const response = await fetch(url(name), options)
  const headers = read(response.headers)
  return { status: response.status, statusText: response.statusText, redirected: response.redirected, encoding: response.headers.get('content-encoding'), headers, ...digest(Buffer.from(await response.arrayBuffer())) }
}
function viaHttp(name, { body, ...options } = {}) {
  return new Promise((done, fail) => {
    const outgoing = request(url(name), options, async (response) => {
      const chunks = []
      for await (const chunk of response) chunks.push(chunk)
      const headers = read(Object.entries(response.headers))
      done({ status: response.statusCode, statusText: response.statusMessage, continued, encoding: response.headers['content-encoding'] ?? null, headers, ...digest(Buffer.concat(chunks)) })
    })
    let continued = false
    outgoing.on('error', fail)
    if (options.headers?.expect === undefined) return outgoing.end(body)
    outgoing.flushHeaders()
    outgoing.on('continue', () => {
      continued = true
      outgoing.end(body)
    })
  })
}
const record = async (name, outcome) => writeFileSync(process.env.OUT + '/' + name + '.json', JSON.stringify(await outcome))

test.each(names)('fetch: %s', (name) => record('fetch ' + name, viaFetch(name)))
test.each(names)('http: %s', (name) => record('http ' + name, viaHttp(name)))
test('fetch: HEAD', () => record('fetch HEAD', viaFetch('content-length', { method: 'HEAD' })))
test('http: HEAD', () => record('http HEAD', viaHttp('content-length', { method: 'HEAD' })))
test('fetch: a redirect', () => record('fetch redirect', viaFetch('redirect')))
test('fetch: a redirect that is not followed', () => record('fetch manual', viaFetch('redirect', { redirect: 'manual' })))
test('fetch: a POST that is redirected', () => record('fetch post', viaFetch('redirect', { method: 'POST', body: 'hello' })))
test('fetch: a form that is redirected', () => {
  const form = new FormData()
  form.set('file', new File(['audio'], 'a.wav'))
  return record('fetch form', viaFetch('redirect', { method: 'POST', body: form }))
})
test('http: a redirect', () => record('http redirect', viaHttp('redirect')))
test('http: Expect', () => record('http expect', viaHttp('content-length', { method: 'POST', body: 'hello', headers: { expect: '100-continue' } })))
`

const clientEncodings = ['gzip', 'br', 'deflate', 'zstd']

test('every encoding, status and size is replayed as it was received', async () => {
  const project = new Project({ 'encodings.test.js': client, 'recorded/.keep': '', 'replayed/.keep': '' })
  const provider = await startProvider(({ url }, response) => {
    const name = decodeURIComponent(url.replace('/v1/', ''))
    if (name === 'redirect') return void response.writeHead(307, { location: '/v1/content-length' }).end('moved')
    answers[name]!(response)
  })
  const env = { NAMES: JSON.stringify(Object.keys(answers)), UPSTREAM: provider.url }
  const recorded = await project.vitest(['--mode', 'record'], { env: { ...env, OUT: 'recorded' } })
  expect(failed(recorded.tests)).toEqual({})
  await provider.close()
  const replayed = await project.vitest([], { env: { ...env, OUT: 'replayed' } })
  expect(failed(replayed.tests)).toEqual({})

  const sized = (body: string | Uint8Array): object => ({
    size: Buffer.byteLength(body),
    hash: createHash('sha256').update(body).digest('hex'),
  })
  const first = outcomes(project, 'recorded')
  expect(Object.keys(first)).toHaveLength(Object.keys(answers).length * 2 + 8)
  // The app gets every header while recording, and in a replay those that are stored.
  const withheld = { 'x-internal': 'dropped', 'openai-organization': 'acme' }
  const safe = { 'openai-processing-ms': '12', vary: 'accept', 'x-ratelimit-remaining-requests': '4999' }
  const inReplay = Object.entries(first).map(([name, outcome]) => {
    // A client of `node:http` decodes the body itself.
    if (outcome.encoding !== null && !name.endsWith(' none')) {
      const { 'content-encoding': _, ...headers } = outcome.headers
      return [name, { ...outcome, encoding: null, headers, ...sized(text) }]
    }
    if (!name.endsWith(' headers')) return [name, outcome]
    expect(outcome.headers, name).toEqual({ ...safe, ...withheld })
    return [name, { ...outcome, headers: safe }]
  })
  expect(outcomes(project, 'replayed')).toEqual(Object.fromEntries(inReplay))

  // The clients got the provider's answers.
  for (const via of ['fetch', 'http']) {
    for (const encoding of clientEncodings.filter((name) => name in answers)) {
      // It comes as it is on the wire, and `fetch` decodes it.
      const whole = { status: 200, encoding, ...(via === 'fetch' && sized(text)) }
      expect(first[`${via} ${encoding}`]).toMatchObject(whole)
      expect(first[`${via} ${encoding} in chunks`]).toMatchObject(whole)
    }
    expect(first[`${via} an encoding that is none`]).toMatchObject({ encoding: 'identity', ...sized(text) })
    expect(first[`${via} until the end of the connection`]).toMatchObject(sized(text))
    expect(first[`${via} byte order mark`]).toMatchObject(sized(`\ufeff${text}`))
    expect(first[`${via} 3 MB of JSON`]).toMatchObject(sized(large))
    expect(first[`${via} 3 MB of bytes`]).toMatchObject(sized(binary))
    expect(first[`${via} an event of 1 MB`]).toMatchObject(sized(longEvent))
    expect(first[`${via} no content`]).toMatchObject({ status: 204, headers: { 'x-request-id': 'r1' }, size: 0 })
    expect(first[`${via} not modified`]).toMatchObject({
      status: 304,
      headers: { etag: '"1"' },
      size: 0,
    })
    expect(first[`${via} status text`]).toMatchObject({ statusText: 'Fine' })
    expect(first[`${via} HEAD`]).toMatchObject({ status: 200, size: 0 })
  }
  expect(first['fetch redirect']).toMatchObject({ status: 200, redirected: true, ...sized(text) })
  expect(first['fetch manual']).toMatchObject({ status: 307, redirected: false, ...sized('moved') })
  expect(first['http redirect']).toMatchObject({ status: 307, ...sized('moved') })
  expect(first['http expect']).toMatchObject({ continued: true, ...sized(text) })

  // On disk: readable, decoded, without the headers of the connection and without cookies.
  const path = (name: string): string => project.files('__cassettes__').find((file) => file.endsWith(`/${name}.json`))!
  const response = (name: string): any => project.json(path(name)).interactions[0].response
  expect(response('fetch-gzip')).toMatchObject({
    headers: { 'content-type': 'application/json' },
    body: { json: JSON.parse(text) },
  })
  expect(response('fetch-headers').headers).toEqual(safe)
  expect(response('fetch-3-MB-of-bytes').body).toEqual({
    file: expect.stringMatching(/^fetch-3-MB-of-bytes\.files\/[0-9a-f]{64}\.bin$/),
    size: binary.length,
  })
  for (const file of project.files('__cassettes__')) {
    expect(project.read(file)).not.toContain('cookie-secret')
    if (file.endsWith('.json'))
      for (const name of ['content-length', 'transfer-encoding']) expect(project.read(file)).not.toContain(`"${name}"`)
    if (!file.includes('encoding-that-is-none')) expect(project.read(file)).not.toContain('"content-encoding"')
  }
})

function outcomes(project: Project, folder: string): Record<string, any> {
  return Object.fromEntries(
    project
      .files(folder)
      .filter((path) => path.endsWith('.json'))
      .map((path) => [path.slice(folder.length + 1, -5), project.json(path)]),
  )
}

function failed(
  tests: Readonly<Record<string, { status: string; errors: readonly string[] }>>,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(tests).flatMap(([name, { status, errors }]) => (status === 'passed' ? [] : [[name, errors]])),
  )
}
