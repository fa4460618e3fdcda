import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { certificate } from '../support/certificate.ts'
import { Project } from '../support/project.ts'

const tests = `
import { subscribe } from 'node:diagnostics_channel'
import http from 'node:http'
import https from 'node:https'
import { expect, test } from 'vitest'
import { Agent, fetch as undiciFetch, interceptors, Pool, request as undiciRequest } from 'undici'
import { note } from './note.ts'

const { SECURE, SOCKET, CERT: ca, KEY: key } = process.env
const base = 'https://localhost:' + SECURE
const body = JSON.stringify({ model: 'm', input: 'hello' })
const json = { 'content-type': 'application/json' }
const connect = { ca, cert: ca, key }

const send = (module, url, { body, ...options }) => new Promise((done, fail) => {
  const outgoing = module.request(url, options, async (response) => {
    const chunks = []
    for await (const chunk of response) chunks.push(chunk)
    done({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) })
  })
  outgoing.on('error', fail).end(body)
})
const read = async (response) => ({ status: response.status, headers: Object.fromEntries(response.headers), bytes: Buffer.from(await response.arrayBuffer()) })
const readUndici = async ({ statusCode, headers, body }) => ({ status: statusCode, headers, bytes: Buffer.from(await body.arrayBuffer()) })

const clients = {
  'fetch with a dispatcher of its own': () =>
    undiciFetch(base + '/v1/fetch', { method: 'POST', headers: json, body, dispatcher: new Agent({ connect }) }).then(read),
  fetch: () => fetch(process.env.PLAIN + '/v1/global', { method: 'POST', headers: json, body }).then(read),
  'undici over a Unix socket': () =>
    undiciRequest('http://localhost/v1/unix', { method: 'POST', headers: json, body, dispatcher: new Agent({ connect: { socketPath: SOCKET } }) }).then(readUndici),
  'undici with a name of its own resolver': () =>
    undiciRequest('https://model.internal:' + SECURE + '/v1/dns', {
      method: 'POST', headers: json, body,
      dispatcher: new Agent({ connect }).compose(interceptors.dns({ lookup: (origin, options, done) => done(null, [{ address: '127.0.0.1', family: 4, ttl: 1000 }]) })),
    }).then(readUndici),
  'undici with Host and a GET body': () =>
    new Pool(base, { connect }).request({ path: '/v1/get', method: 'GET', headers: { ...json, host: 'model.internal' }, body }).then(readUndici),
  'https with an agent of its own': () =>
    send(https, base + '/v1/https', { method: 'POST', headers: json, body, agent: new https.Agent({ ...connect, keepAlive: true }) }),
  'https with a GET body and Host': () =>
    send(https, base + '/v1/https-get', { method: 'GET', headers: { ...json, 'content-length': body.length, host: 'model.internal' }, body, ...connect }),
  'http over a Unix socket': () =>
    send(http, 'http://localhost/v1/http-unix', { method: 'POST', headers: json, body, socketPath: SOCKET }),
}

// The events from which tracers make their spans.
let events
for (const event of ['undici:request:create', 'undici:request:headers', 'undici:request:trailers', 'http.client.request.created', 'http.client.response.finish'])
  subscribe(event, () => events.push(event))

test.each(Object.entries(clients))('%s', async (name, ask) => {
  events = []
  const { status, headers, bytes } = await ask()
  note(name, { events, msw: '__MSW_INTERCEPTORS_REGISTRY' in globalThis, status, next: headers['x-next-page'], session: headers['mcp-session-id'], encoding: headers['content-encoding'], bytes: bytes.toString('base64') })
})
`

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const { SECURE, PLAIN } = process.env
export default defineConfig({
  plugins: [cassettes({ include: [PLAIN + '/*', 'localhost:' + SECURE, 'model.internal:' + SECURE, 'http://localhost/v1/*'], responseHeaders: ['X-Next-Page'] })],
})
`

test('the live call is the own call of the client', async () => {
  const seen: Record<string, unknown> = {}
  const answer: RequestListener = async (incoming, response) => {
    const path = incoming.url ?? ''
    const about = await aboutOf(incoming)
    seen[path] = path in seen ? 'asked twice' : about
    const more = { 'x-build': 'b7', 'mcp-session-id': '1868a90c-6f2e-4b7c-9d0a-5f1c2e3d4b5a', server: 'test' }
    const body = gzipSync(JSON.stringify({ path }))
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'x-next-page': '2',
      ...more,
    })
    response.end(body)
  }
  const secure = createSecureServer(
    { ...certificate, ca: certificate.cert, requestCert: true, rejectUnauthorized: false },
    answer,
  )
  const socket = join(tmpdir(), `live-calls-${process.pid}.sock`)
  await listen(secure, 0)
  await listen(createServer(answer), socket)
  const plain = createServer(answer)
  await listen(plain, 0)
  const { port } = secure.address() as AddressInfo
  const PLAIN = `http://localhost:${(plain.address() as AddressInfo).port}`
  const project = new Project({ ...noteModule, 'clients.test.js': tests, 'vitest.config.js': config })
  const env = { SECURE: String(port), SOCKET: socket, CERT: certificate.cert, KEY: certificate.key, PLAIN }

  const recorded = await project.vitest(['--mode', 'record'], { env })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).toContain('Not stored  x-build   responseHeaders stores them')
  const own = `localhost:${port}`
  expect(seen).toEqual({
    '/v1/fetch': {
      method: 'POST',
      host: own,
      agent: 'undici',
      encoding: expect.stringContaining('gzip'),
      certificate: 'localhost',
      body,
    },
    '/v1/global': {
      method: 'POST',
      host: PLAIN.slice(7),
      agent: 'node',
      encoding: expect.stringContaining('gzip'),
      body,
    },
    '/v1/unix': { method: 'POST', host: 'localhost', body },
    '/v1/dns': { method: 'POST', host: `model.internal:${port}`, certificate: 'localhost', body },
    '/v1/get': { method: 'GET', host: 'model.internal', certificate: 'localhost', body },
    '/v1/https': { method: 'POST', host: own, certificate: 'localhost', body },
    '/v1/https-get': { method: 'GET', host: 'model.internal', certificate: 'localhost', body },
    '/v1/http-unix': { method: 'POST', host: 'localhost', body },
  })
  const live = takeNotes(project)
  for (const [name, [note]] of Object.entries(live))
    expect(note, name).toMatchObject({
      status: 200,
      next: '2',
      session: expect.stringMatching(/^1868/),
      encoding: 'gzip',
    })
  // Each request is one, for tracers too.
  expect(events(live)).toEqual(
    Object.fromEntries(Object.keys(live).map((name) => [name, /http/.test(name) ? ofHttp : ofUndici])),
  )

  await close(secure)
  const replayed = await project.vitest([], { env })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const replay = takeNotes(project)
  expect(Object.keys(replay)).toEqual(Object.keys(live))
  for (const [name, [note]] of Object.entries(replay))
    expect(note, name).toMatchObject({ status: 200, next: '2', session: '[REDACTED:mcp-session-id.1]', msw: false })
  expect(events(replay)).toEqual(events(live))
})

const ofUndici = ['undici:request:create', 'undici:request:headers', 'undici:request:trailers']
const ofHttp = ['http.client.request.created', 'http.client.response.finish']

function events(notes: Record<string, unknown[]>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(notes).map(([name, [note]]) => [name, (note as { events: unknown }).events]))
}

const body = JSON.stringify({ model: 'm', input: 'hello' })

/** The part of a request that belongs to its client. */
async function aboutOf(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  let body = ''
  for await (const chunk of incoming) body += String(chunk)
  const { host, 'user-agent': agent, 'accept-encoding': encoding } = incoming.headers
  const peer = (incoming.socket as TLSSocket).getPeerCertificate?.().subject?.CN
  return {
    method: incoming.method,
    host,
    ...(agent && { agent }),
    ...(encoding && { encoding }),
    ...(peer && { certificate: peer }),
    body,
  }
}

async function listen(server: Server, at: number | string): Promise<void> {
  await new Promise<void>((listening) => server.listen(at, listening))
  onTestFinished(() => close(server))
}

function close(server: Server): Promise<void> {
  if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections()
  return new Promise((closed) => server.close(() => closed()))
}
