import { constants, createServer as createHttp2Server, createSecureServer as createSecureHttp2Server } from 'node:http2'
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { certificate } from '../support/certificate.ts'
import { Project } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'
import { folder } from '../unit/support/folder.ts'

/** The requests of the clients, shared by their test files. */
const common = `
import { subscribe } from 'node:diagnostics_channel'
import { note } from './note.ts'

export const { H1, H2, PLAIN, PROXY, SOCKET, CERT: ca, KEY: key } = process.env
export const own = { ca, cert: ca, key }
export const body = JSON.stringify({ model: 'm', input: 'hello' })

// The events from which tracers make their spans.
let events = []
for (const event of ['undici:request:create', 'undici:request:headers', 'http.client.request.created', 'http.client.response.finish', 'http2.client.stream.created', 'http2.client.stream.finish', 'http2.server.stream.created'])
  subscribe(event, () => events.push(event))

export async function noteAnswer(name, ask) {
  events = []
  const answer = await ask()
  note(name, { ...answer, events })
}

/** One request of undici that its socket shows first. */
export async function bySocket(url, dispatcher, method = 'POST', request) {
  request ??= (await import('undici')).request
  const headers = { 'content-type': 'application/json', 'user-agent': 'own-agent/1', 'accept-encoding': 'gzip', 'x-own': 'yes' }
  const { statusCode: status, headers: got, body: answer } = await request(url, { method, headers, body, dispatcher })
  const bytes = Buffer.from(await answer.arrayBuffer()).toString('base64')
  return { status, next: got['x-next-page'], build: got['x-build'], encoding: got['content-encoding'], bytes }
}

/** One request of an HTTP/2 session: all that its client receives. */
export async function overHttp2(session, path) {
  session.on('error', () => {})
  const request = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json', 'user-agent': 'own-agent/1', 'accept-encoding': 'gzip', 'x-own': 'yes' })
  request.end(body)
  const answer = {}
  request.on('response', (headers) => {
    const { ':status': status, 'x-next-page': next, 'x-build': build, 'content-encoding': encoding } = headers
    Object.assign(answer, { status, next, build, encoding })
  })
  request.on('trailers', ({ 'x-trailer': trailer }) => (answer.trailer = trailer))
  const chunks = []
  try {
    for await (const chunk of request) chunks.push(chunk)
  } catch ({ code, message }) {
    answer.error = { code, message }
  }
  session.close()
  return { ...answer, bytes: Buffer.concat(chunks).toString('base64') }
}
`

const direct = `
import { once } from 'node:events'
import http2 from 'node:http2'
import net from 'node:net'
import tls from 'node:tls'
import { test } from 'vitest'
import { body, H1, H2, noteAnswer, overHttp2, own, SOCKET } from './common.js'

const secure = 'https://localhost:' + H2
const clients = {
  'HTTP/2 with a certificate': () => overHttp2(http2.connect(secure, own), '/v1/h2'),
  'HTTP/2 over a connection of its own': async () => {
    const socket = tls.connect({ port: H2, host: 'localhost', ALPNProtocols: ['h2'], ...own })
    await new Promise((connected) => socket.once('secureConnect', connected))
    return overHttp2(http2.connect(secure, { createConnection: () => socket }), '/v1/h2-own')
  },
  'HTTP/2 over a Unix socket': () => overHttp2(http2.connect('http://localhost', { path: SOCKET }), '/v1/h2-unix'),
  'HTTP/2 over a connection of its own to a Unix socket': () =>
    overHttp2(http2.connect('http://localhost', { createConnection: () => net.connect(SOCKET) }), '/v1/h2-unix-own'),
  'HTTP/2 over a Unix socket that has connected': async () => {
    const socket = net.connect(SOCKET)
    await new Promise((connected) => socket.once('connect', connected))
    return overHttp2(http2.connect('http://localhost', { createConnection: () => socket }), '/v1/h2-unix-late')
  },
  'HTTP/2 without its authority': () => overHttp2(http2.connect(secure), '/v1/h2-untrusted'),
  'HTTP/2 to nobody': () => overHttp2(http2.connect('http://localhost:1'), '/v1/h2-nobody'),
  'HTTP/2 that is reset': () => overHttp2(http2.connect(secure, own), '/v1/h2-reset'),
  'HTTP/2 that its client cancels': async () => {
    const session = http2.connect(secure, own)
    const request = session.request({ ':method': 'POST', ':path': '/v1/h2-cancel', 'user-agent': 'own-agent/1', 'accept-encoding': 'gzip', 'x-own': 'yes' })
    request.end(body)
    const [piece] = await once(request, 'data')
    request.close(http2.constants.NGHTTP2_CANCEL)
    await once(request, 'close')
    session.close()
    return { first: piece.toString() }
  },
  'a TLS socket': async () => {
    const socket = tls.connect({ port: H1, host: 'localhost', ...own })
    const head = ['POST /v1/socket HTTP/1.1', 'Host: model.internal', 'X-Own: yes', 'User-Agent: own-agent/1', 'Accept-Encoding: gzip', 'Content-Type: application/json', 'Content-Length: ' + body.length]
    socket.write([...head, '', body].join('\\r\\n'))
    let text = ''
    for await (const piece of socket) {
      text += piece.toString('latin1')
      if (/\\r\\n0\\r\\n\\r\\n$/.test(text)) break
    }
    const [top] = text.split('\\r\\n\\r\\n')
    return { status: Number(top.split(' ')[1]), next: /x-next-page: (.*)/.exec(top)?.[1], build: /x-build: (.*)/.exec(top)?.[1], encoding: /content-encoding: (.*)/.exec(top)?.[1] }
  },
}
test.each(Object.entries(clients))('%s', noteAnswer)
`

const listening = `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import http2 from 'node:http2'
import { Agent, ProxyAgent } from 'undici'
import { afterAll, test } from 'vitest'
import { bySocket, H1, H2, noteAnswer, overHttp2, own, PLAIN, PROXY } from './common.js'

const server = setupServer(http.get('https://own.example.com/', () => HttpResponse.text('own')))
server.listen()
afterAll(() => server.close())
const clients = {
  'undici beside a server of the user': () => bySocket('https://localhost:' + H1 + '/v1/beside', new Agent({ connect: own })),
  'undici with a body of a GET beside it': () => bySocket('https://localhost:' + H1 + '/v1/get', new Agent({ connect: own }), 'GET'),
  'undici in a tunnel beside it': async () => {
    const dispatcher = new ProxyAgent({ uri: 'http://localhost:' + PROXY, proxyTunnel: true, requestTls: own })
    const [secure] = [await bySocket('https://localhost:' + H1 + '/v1/tunnel', dispatcher), await bySocket('https://localhost:' + H1 + '/v1/tunnel-again', dispatcher)]
    return secure
  },
  'undici in a tunnel in clear beside it': () =>
    bySocket('http://localhost:' + PLAIN + '/v1/tunnel-plain', new ProxyAgent({ uri: 'http://localhost:' + PROXY, proxyTunnel: true })),
}
test.each(Object.entries(clients))('%s', noteAnswer)
test('HTTP/2 beside a server of the user', (context) =>
  noteAnswer(context.task.name, () => overHttp2(http2.connect('https://localhost:' + H2, own), '/v1/h2-beside')))
`

const handlers = `
import { setupServer } from 'msw/node'
import { Agent } from 'undici'
import { afterAll, test } from 'vitest'
import { cassetteHandlers } from 'vitest-cassette/msw'
import { bySocket, H1, noteAnswer, own } from './common.js'

const server = setupServer(...cassetteHandlers())
server.listen({ onUnhandledRequest: 'error' })
afterAll(() => server.close())
test('undici with cassetteHandlers()', (context) =>
  noteAnswer(context.task.name, () => bySocket('https://localhost:' + H1 + '/v1/handlers', new Agent({ connect: own }))))
`

const late = `
import { test } from 'vitest'
import { bySocket, H1, noteAnswer, own } from './common.js'
test('undici that a test loads', (context) => noteAnswer(context.task.name, async () => {
  const { Agent, request } = await import('undici')
  return bySocket('https://localhost:' + H1 + '/v1/late', new Agent({ connect: own }), 'POST', request)
}))
`

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const { H1, H2, PLAIN } = process.env
export default defineConfig({
  plugins: [cassettes({ keepFailures: true, include: ['localhost:' + H1, 'localhost:' + H2, 'localhost:' + (PLAIN ?? 1), 'model.internal', 'http://localhost:1', 'http://localhost/v1/*'], responseHeaders: ['X-Next-Page'] })],
})
`

const body = JSON.stringify({ model: 'm', input: 'hello' })
const answer = gzipSync(JSON.stringify({ output: 'text' }))
const answerHeaders = {
  'content-type': 'application/json',
  'content-encoding': 'gzip',
  'x-next-page': '2',
  'x-build': 'b7',
}

test('HTTP/2 clients and clients on a socket go live over connections of their own', async () => {
  const seen: Record<string, unknown> = {}
  const see = (path: string, headers: IncomingHttpHeaders, socket: unknown, text: string): void => {
    const { ':authority': authority, host, 'user-agent': agent, 'accept-encoding': encoding, 'x-own': isOwn } = headers
    const peer = (socket as TLSSocket).getPeerCertificate?.().subject?.CN
    const about = { host: authority ?? host, agent, encoding, isOwn, ...(peer && { certificate: peer }), body: text }
    seen[path] = path in seen ? 'asked twice' : about
  }
  const overHttp2 = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> => {
    const path = String(headers[':path'])
    see(path, headers, stream.session?.socket, await textOf(stream))
    stream.on('error', () => {})
    if (path.endsWith('cancel')) {
      stream.respond({ ':status': 200, 'content-type': 'text/plain' })
      stream.write('first')
      return void stream.once('close', () => cancelled.push(stream.rstCode))
    }
    stream.respond({ ':status': 200, ...answerHeaders }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-trailer': 'end' }))
    await new Promise((written) => stream.write(answer.subarray(0, 5), written))
    setImmediate(() => (path.endsWith('reset') ? stream.destroy(new Error('lost')) : stream.end(answer.subarray(5))))
  }
  const cancelled: number[] = []
  const overHttp1: RequestListener = async (incoming, response) => {
    see(incoming.url ?? '', incoming.headers, incoming.socket, await textOf(incoming))
    response.writeHead(200, answerHeaders).write(answer.subarray(0, 5))
    response.end(answer.subarray(5))
  }
  const h1 = createSecureServer(asking, overHttp1)
  const plain = createServer(overHttp1)
  const tunnels: string[] = []
  const proxy = createServer().on('connect', ({ url = '' }, client) => {
    tunnels.push(url)
    const [host = '', port] = url.split(':')
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(target).pipe(client)
    })
    target.on('error', () => client.destroy())
    client.on('error', () => target.destroy())
  })
  const h2 = createSecureHttp2Server(asking).on('stream', overHttp2)
  const unix = createHttp2Server().on('stream', overHttp2)
  const socket = join(folder(), 'provider.sock')
  await Promise.all([...[h1, h2, plain, proxy].map((server) => listen(server, 0)), listen(unix, socket)])
  const [H1, H2, PLAIN, PROXY] = [portOf(h1), portOf(h2), portOf(plain), portOf(proxy)]
  const files = {
    'common.js': common,
    'direct.test.js': direct,
    'beside.test.js': listening,
    'handlers.test.js': handlers,
    'late.test.js': late,
  }
  const project = new Project({ ...noteModule, ...files, 'vitest.config.js': config })
  const env = { H1, H2, PLAIN, PROXY, SOCKET: socket, CERT: certificate.cert, KEY: certificate.key }

  const recorded = await project.vitest(['--mode', 'record'], { env })
  expect(recorded.exitCode, recorded.output).toBe(0)
  const own = { agent: 'own-agent/1', encoding: 'gzip', isOwn: 'yes', body }
  const secure = { ...own, certificate: 'localhost' }
  expect(seen).toEqual({
    '/v1/h2': { ...secure, host: `localhost:${H2}` },
    '/v1/h2-own': { ...secure, host: `localhost:${H2}` },
    '/v1/h2-beside': { ...secure, host: `localhost:${H2}` },
    '/v1/h2-unix-late': { ...own, host: 'localhost:80' },
    '/v1/h2-cancel': { ...secure, host: `localhost:${H2}` },
    '/v1/h2-reset': { ...secure, host: `localhost:${H2}` },
    '/v1/h2-unix': { ...own, host: 'localhost:80' },
    '/v1/h2-unix-own': { ...own, host: 'localhost:80' },
    '/v1/socket': { ...secure, host: 'model.internal' },
    '/v1/beside': { ...secure, host: `localhost:${H1}` },
    '/v1/get': { ...secure, host: `localhost:${H1}` },
    '/v1/tunnel': { ...secure, host: `localhost:${H1}` },
    '/v1/tunnel-again': { ...secure, host: `localhost:${H1}` },
    '/v1/tunnel-plain': { ...own, host: `localhost:${PLAIN}` },
    '/v1/handlers': { ...secure, host: `localhost:${H1}` },
    '/v1/late': { ...secure, host: `localhost:${H1}` },
  })
  expect(cancelled).toEqual([constants.NGHTTP2_CANCEL])
  const live = takeNotes(project)
  const bytes = answer.toString('base64')
  const whole = { status: 200, next: '2', build: 'b7', encoding: 'gzip' }
  const overH2 = {
    ...whole,
    bytes,
    trailer: 'end',
    events: ['http2.client.stream.created', 'http2.client.stream.finish'],
  }
  const overUndici = { ...whole, bytes, events: ['undici:request:create', 'undici:request:headers'] }
  const noAnswer = { bytes: '', events: ['http2.client.stream.created'] }
  expect(live).toEqual({
    'HTTP/2 with a certificate': [overH2],
    'HTTP/2 over a connection of its own': [overH2],
    'HTTP/2 over a Unix socket': [overH2],
    'HTTP/2 over a Unix socket that has connected': [overH2],
    'HTTP/2 beside a server of the user': [overH2],
    'HTTP/2 over a connection of its own to a Unix socket': [overH2],
    'HTTP/2 without its authority': [
      { ...noAnswer, error: expect.objectContaining({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }) },
    ],
    'HTTP/2 to nobody': [{ ...noAnswer, error: expect.objectContaining({ code: 'ECONNREFUSED' }) }],
    'HTTP/2 that is reset': [
      {
        ...whole,
        events: overH2.events,
        bytes: answer.subarray(0, 5).toString('base64'),
        error: { code: 'ERR_HTTP2_STREAM_ERROR', message: 'Stream closed with error code NGHTTP2_INTERNAL_ERROR' },
      },
    ],
    'HTTP/2 that its client cancels': [{ first: 'first', events: overH2.events }],
    'a TLS socket': [{ ...whole, events: [] }],
    'undici beside a server of the user': [overUndici],
    'undici with a body of a GET beside it': [overUndici],
    // Undici announces the requests for tunnels too.
    'undici in a tunnel beside it': [{ ...overUndici, events: expect.any(Array) }],
    'undici in a tunnel in clear beside it': [{ ...overUndici, events: expect.any(Array) }],
    'undici with cassetteHandlers()': [overUndici],
    'undici that a test loads': [overUndici],
  })

  expect(new Set(tunnels)).toEqual(new Set([`localhost:${H1}`, `localhost:${PLAIN}`]))

  await Promise.all([h1, h2, plain, proxy, unix].map(close))
  const replayed = await project.vitest([], { env })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const replay = takeNotes(project)
  for (const [name, [note]] of Object.entries(live) as Array<[string, [Record<string, unknown>]]>) {
    const { status, next, first, events, error } = note
    const same = {
      ...(!name.includes('tunnel') && { events }),
      ...(status !== undefined && { status, next }),
      ...(first !== undefined && { first }),
      ...(error !== undefined && { error }),
    }
    expect(replay[name], name).toEqual([expect.objectContaining(same)])
  }
})

const failingHttp2 = `
import http2 from 'node:http2'
import { expect, test } from 'vitest'
import { H2, overHttp2, own } from './common.js'
test.each(['/v1/no-head', '/v1/no-byte'])('%s over HTTP/2', async (path) => {
  const { status, bytes, error } = await overHttp2(http2.connect('https://localhost:' + H2, own), path)
  expect([status, Buffer.from(bytes, 'base64').toString(), error]).toEqual([200, 'old', undefined])
})
`

const failingSocket = `
import { setupServer } from 'msw/node'
import { Agent, request } from 'undici'
import { afterAll, expect, test } from 'vitest'
import { body, H1, own } from './common.js'

const server = setupServer()
server.listen()
afterAll(() => server.close())
test.each(['/v1/no-head', '/v1/no-byte'])('%s on a socket', async (path) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await request('https://localhost:' + H1 + path, { method: 'POST', headers, body, dispatcher: new Agent({ connect: own }) })
  expect([answer.statusCode, await answer.body.text()]).toEqual([200, 'old'])
})
`

test('a refresh goes back to the old recording there too, until the first byte', async () => {
  let isFailing = false
  const h1 = createSecureServer(asking, (incoming, response) => {
    if (!isFailing) return void response.end('old')
    if (incoming.url === '/v1/no-head') return void response.destroy()
    response.writeHead(200, { 'content-type': 'text/plain' }).flushHeaders()
    setImmediate(() => response.destroy())
  })
  const h2 = createSecureHttp2Server(asking).on('stream', (stream, headers) => {
    stream.on('error', () => {})
    if (isFailing && headers[':path'] === '/v1/no-head') return stream.close(2)
    stream.respond({ ':status': 200 })
    if (isFailing) setImmediate(() => stream.destroy(new Error('lost')))
    else stream.end('old')
  })
  await Promise.all([listen(h1, 0), listen(h2, 0)])
  const plugins = config.replace('keepFailures: true', "fallback: 'before-first-byte'")
  const files = { 'common.js': common, 'http2.test.js': failingHttp2, 'socket.test.js': failingSocket }
  const project = new Project({ ...noteModule, ...files, 'vitest.config.js': plugins })
  const env = { H1: portOf(h1), H2: portOf(h2), CERT: certificate.cert, KEY: certificate.key }
  const recorded = await project.vitest(['--mode', 'record'], { env })
  expect(recorded.exitCode, recorded.output).toBe(0)
  isFailing = true
  const refreshed = await project.vitest(['--mode', 'refresh'], { env })
  expect(refreshed.exitCode, refreshed.output).toBe(0)
  expect(refreshed.output).toContain('Not renewed  4 interactions, for which no answer came')
})

const asking = { ...certificate, ca: certificate.cert, requestCert: true, rejectUnauthorized: false }

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = ''
  for await (const piece of stream) text += String(piece)
  return text
}

function portOf(server: Server): string {
  return String((server.address() as AddressInfo).port)
}

async function listen(server: Server, at: number | string): Promise<void> {
  await new Promise<void>((listening) => server.listen(at, listening))
  onTestFinished(() => close(server))
}

function close(server: Server): Promise<void> {
  const { closeAllConnections } = server as { closeAllConnections?: () => void }
  closeAllConnections?.call(server)
  return new Promise((closed) => server.close(() => closed()))
}

const besides = `
import http from 'node:http'
import { expect, test } from 'vitest'
import { fetch as fetchOfUndici, Pool } from 'undici'

const { PROVIDER: base } = process.env
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
const pool = new Pool(base, { connections: 1 })
const pieces = async function* () {
  yield '{"model":'
  yield '"m"}'
}
const json = { method: 'POST', body: '{"model":"m"}' }
const clients = {
  fetch: async (path) => (await fetch(base + path, json)).text(),
  'fetch of undici': async (path) => (await fetchOfUndici(base + path, json)).text(),
  'a pool': async (path) => (await pool.request({ path, method: 'POST', body: pieces() })).body.text(),
  'node:http': (path) => new Promise((done, fail) => {
    const request = http.request(base + path, { method: 'POST', agent }, (response) => response.on('data', (text) => done(String(text))))
    request.on('error', fail).end('{"model":"m"}')
  }),
}
test.each(Object.entries(clients))('%s', async (name, ask) => {
  for (const path of ['/v1/one', '/other/one', '/v1/two', '/other/two']) expect(await ask(path)).toBe(path + ' {"model":"m"}')
})
`

test('a request that is not recorded may take the connection of a live call, and is counted', async () => {
  const provider = await startProvider(({ url, body }, response) => void response.end(`${url} ${body}`))
  const { host } = new URL(provider.url)
  const project = new Project({ 'besides.test.js': besides }, { options: { include: [`${provider.url}/v1/*`] } })
  for (const args of [['--mode', 'record'], []]) {
    const run = await project.vitest([...args, '--outputFile.vitest-cassette=run.json'], {
      env: { PROVIDER: provider.url },
    })
    expect(run.exitCode, run.output).toBe(0)
    expect(project.json('run.json').otherTraffic).toEqual({ passedThrough: { [host]: 8 } })
  }
  expect(provider.requests.filter(({ url }) => url.startsWith('/v1/'))).toHaveLength(8)
})
