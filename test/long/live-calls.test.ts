import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { certificate } from '../support/certificate.ts'
import { Project } from '../support/project.ts'
import { folder } from '../unit/support/folder.ts'

const tests = `
import { subscribe } from 'node:diagnostics_channel'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
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
  'http over a connection of its own': () =>
    send(http, 'http://localhost/v1/http-own', { method: 'POST', headers: json, body, createConnection: () => net.connect(SOCKET) }),
  ...(process.env.UPSTREAM && {
    'https, and http elsewhere': () =>
      send(https, 'https://cross.internal/v1/cross', { method: 'POST', headers: json, body, agent: new https.Agent({ keepAlive: true }) }),
  }),
}

// The events from which tracers make their spans.
let events
for (const event of ['undici:request:create', 'undici:request:headers', 'undici:request:trailers', 'http.client.request.created', 'http.client.response.finish'])
  subscribe(event, () => events.push(event))

test.each(Object.entries(clients))('%s', async (name, ask) => {
  events = []
  const { status, headers, bytes } = await ask()
  note(name, { events, msw: '__MSW_INTERCEPTORS_REGISTRY' in globalThis, status, next: headers['x-next-page'], build: headers['x-build'], session: headers['mcp-session-id'], encoding: headers['content-encoding'], bytes: bytes.toString('base64') })
})
`

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const { SECURE, PLAIN, UPSTREAM, FALLBACK } = process.env
export default defineConfig({
  plugins: [cassettes({
    include: [PLAIN + '/*', 'localhost:' + SECURE, 'model.internal:' + SECURE, 'cross.internal', 'http://localhost/v1/*'],
    responseHeaders: ['X-Next-Page'],
    ...(UPSTREAM && { upstream: JSON.parse(UPSTREAM) }),
    ...(FALLBACK && { fallback: FALLBACK }),
  })],
})
`

test('the live call is the own call of the client', async () => {
  const { project, servers, env, seen } = await start()
  const recorded = await project.vitest(['--mode', 'record'], { env })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).toContain('Not stored  x-build   responseHeaders stores them')
  expect(seen).toEqual(ownRequests('', servers.secure.host, servers.plain.host))
  const live = takeNotes(project)
  expectWhole(live)

  await servers.secure.close()
  const replayed = await project.vitest([], { env })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const replay = takeNotes(project)
  expect(Object.keys(replay)).toEqual(Object.keys(live))
  for (const [name, [note]] of Object.entries(replay))
    expect(note, name).toMatchObject({
      status: 200,
      next: '2',
      session: '[REDACTED:mcp-session-id.1]',
      // A connection of the client's own is open before its request is caught.
      msw: name === 'http over a connection of its own',
    })
  expect(events(replay)).toEqual(events(live))
})

test('it is its own where upstream leads elsewhere, and where an old answer may replace it', async () => {
  const { project, servers, env, seen, fail } = await start()
  const { secure, plain, secureGateway, plainGateway } = servers
  const gateways = {
    [`https://${secure.host}`]: `https://${secureGateway.host}/gateway`,
    [`https://model.internal:${secure.port}`]: `https://${secureGateway.host}/gateway`,
    '*': `http://${plainGateway.host}/gateway`,
  }
  const UPSTREAM = JSON.stringify(gateways)
  const elsewhere = await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM } })
  expect(elsewhere.exitCode, elsewhere.output).toBe(0)
  const own = ownRequests('/gateway', secureGateway.host, plainGateway.host)
  expect(seen).toEqual({
    ...own,
    ...from(`https://${secure.host}`, own, 'fetch', 'get', 'https', 'https-get'),
    ...from(`http://${plain.host}`, own, 'global'),
    ...from('http://localhost', own, 'unix', 'http-unix', 'http-own'),
    ...from(`https://model.internal:${secure.port}`, own, 'dns'),
    '/gateway/v1/cross': {
      at: 'plainGateway',
      method: 'POST',
      host: plainGateway.host,
      origin: 'https://cross.internal',
      body,
    },
  })
  expectWhole(takeNotes(project))

  for (const path of Object.keys(seen)) delete seen[path]
  const FALLBACK = 'before-first-byte'
  const refreshed = await project.vitest(['--mode', 'refresh'], { env: { ...env, FALLBACK } })
  expect(refreshed.exitCode, refreshed.output).toBe(0)
  expect(seen).toEqual(ownRequests('', secure.host, plain.host))
  const live = takeNotes(project)
  expectWhole(live)

  // Each client asks once, hears of no failure, and has the answer of the run before.
  for (const path of Object.keys(seen)) delete seen[path]
  fail()
  const failed = await project.vitest(['--mode', 'refresh'], { env: { ...env, FALLBACK } })
  expect(failed.exitCode, failed.output).toBe(0)
  expect(failed.output).toContain(`Not renewed  ${Object.keys(live).length} interactions`)
  expect(seen).toEqual(ownRequests('', secure.host, plain.host))
  const old = takeNotes(project)
  expect(Object.keys(old)).toEqual(Object.keys(live))
  for (const [name, [note]] of Object.entries(old) as Array<[string, any[]]>) {
    expect(note, name).toMatchObject({ status: 200, next: '2' })
    expect(
      note.events.filter((event: string) => /create/.test(event)),
      name,
    ).toHaveLength(1)
  }
})

/** The servers of a provider and of a gateway, and a project whose clients reach them in their own ways. */
async function start() {
  const seen: Record<string, Record<string, unknown> | string> = {}
  let isFailing = false
  const answerAt =
    (at: string): RequestListener =>
    async (incoming, response) => {
      const path = incoming.url ?? ''
      const about = await aboutOf(incoming)
      seen[path] = path in seen ? 'asked twice' : { at, ...about }
      if (isFailing && incoming.method === 'GET') return void response.destroy()
      if (isFailing) {
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
        return void setImmediate(() => response.destroy())
      }
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
  const options = { ...certificate, ca: certificate.cert, requestCert: true, rejectUnauthorized: false }
  const servers = {
    secure: await listen(createSecureServer(options, answerAt('secure'))),
    secureGateway: await listen(createSecureServer(options, answerAt('secureGateway'))),
    plain: await listen(createServer(answerAt('plain'))),
    plainGateway: await listen(createServer(answerAt('plainGateway'))),
  }
  const socket = join(folder(), 'provider.sock')
  await listen(createServer(answerAt('unix')), socket)
  const project = new Project({ ...noteModule, 'clients.test.js': tests, 'vitest.config.js': config })
  const env = {
    SECURE: servers.secure.port,
    SOCKET: socket,
    CERT: certificate.cert,
    KEY: certificate.key,
    PLAIN: `http://${servers.plain.host}`,
  }
  return { project, servers, env, seen, fail: () => void (isFailing = true) }
}

/** The requests as their clients make them, by the path at which they arrive. */
function ownRequests(base: string, secure: string, plain: string): Record<string, Record<string, unknown>> {
  const suffix = base && 'Gateway'
  const encoding = expect.stringContaining('gzip')
  const onSecure = { at: `secure${suffix}`, method: 'POST', host: secure, certificate: 'localhost', body }
  const onUnix = { at: 'unix', method: 'POST', host: base ? plain : 'localhost', body }
  const own = base ? secure : 'model.internal'
  return {
    [`${base}/v1/fetch`]: { ...onSecure, agent: 'undici', encoding },
    [`${base}/v1/global`]: { at: `plain${suffix}`, method: 'POST', host: plain, agent: 'node', encoding, body },
    [`${base}/v1/unix`]: onUnix,
    [`${base}/v1/dns`]: { ...onSecure, host: base ? secure : `model.internal:${secure.split(':')[1]}` },
    [`${base}/v1/get`]: { ...onSecure, method: 'GET', host: own },
    [`${base}/v1/https`]: onSecure,
    [`${base}/v1/https-get`]: { ...onSecure, method: 'GET', host: own },
    [`${base}/v1/http-unix`]: onUnix,
    // Node adds the port for a request without an agent.
    [`${base}/v1/http-own`]: { ...onUnix, host: base ? plain : 'localhost:80' },
  }
}

/** Requests that have come from an origin. */
function from(
  origin: string,
  requests: Record<string, Record<string, unknown>>,
  ...names: string[]
): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    names.map((name) => [`/gateway/v1/${name}`, { ...requests[`/gateway/v1/${name}`], origin }] as const),
  )
}

/** Each client has had the whole answer, and its request is one for tracers too. */
function expectWhole(live: Record<string, unknown[]>): void {
  for (const [name, [note]] of Object.entries(live))
    expect(note, name).toMatchObject({
      status: 200,
      next: '2',
      build: 'b7',
      session: expect.stringMatching(/^1868/),
      encoding: 'gzip',
    })
  expect(events(live)).toEqual(
    Object.fromEntries(Object.keys(live).map((name) => [name, /http/.test(name) ? ofHttp : ofUndici])),
  )
}

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
  const { host, 'user-agent': agent, 'accept-encoding': encoding, 'x-cassette-origin': origin } = incoming.headers
  const peer = (incoming.socket as TLSSocket).getPeerCertificate?.().subject?.CN
  return {
    method: incoming.method,
    host,
    ...(agent && { agent }),
    ...(encoding && { encoding }),
    ...(peer && { certificate: peer }),
    ...(origin && { origin }),
    body,
  }
}

interface Listening {
  readonly port: string
  readonly host: string
  close(): Promise<void>
}

async function listen(server: Server, at: number | string = 0): Promise<Listening> {
  await new Promise<void>((listening) => server.listen(at, listening))
  const close = (): Promise<void> => {
    if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections()
    return new Promise((closed) => server.close(() => closed()))
  }
  onTestFinished(close)
  const port = String((server.address() as Partial<AddressInfo>).port)
  return { port, host: `localhost:${port}`, close }
}
