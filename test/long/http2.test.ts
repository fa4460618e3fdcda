import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from '../support/certificate.ts'
import { Project } from '../support/project.ts'
import { json, startProvider } from '../support/provider.ts'

const client = `
import { connect, type ClientHttp2Session } from 'node:http2'

/** One request over HTTP/2; the chunks of the answer as they came. */
export async function ask(session: ClientHttp2Session, question: string): Promise<{ status: number; chunks: string[] }> {
  const request = session.request({ ':method': 'POST', ':path': '/model/m/converse-stream', 'content-type': 'application/json', authorization: 'Bearer secret' })
  request.end(JSON.stringify({ question }))
  const status = new Promise<number>((known) => request.on('response', (headers) => known(Number(headers[':status']))))
  const chunks: string[] = []
  for await (const chunk of request) {
    chunks.push(String(chunk))
    // The provider sends on only now: two pieces that are on their way at once may arrive as one.
    if (process.env.UPSTREAM && chunks.length === 1) await fetch(process.env.UPSTREAM + '/seen/' + question)
  }
  return { status: await status, chunks }
}

export const tls = connect('https://bedrock-runtime.us-east-1.amazonaws.com')
export const cleartext = connect('http://bedrock-runtime.us-west-2.amazonaws.com')
`

const tests = `
import { connect, createServer } from 'node:http2'
import { once } from 'node:events'
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, expect, test } from 'vitest'
import { ask, cleartext, tls } from './client.ts'

afterAll(() => { tls.close(); cleartext.close() })

test.concurrent.each(['one', 'two', 'three'])('over TLS %s', async (question) => {
  expect(await ask(tls, question)).toEqual({ status: 200, chunks: [question + ' 1', question + ' 2'] })
})

test('in clear', async () => {
  expect((await ask(cleartext, 'plain')).chunks).toEqual(['plain 1', 'plain 2'])
})

/** As gRPC's client and http2-wrapper do. */
const over = async (origin: string, socket: Socket, event: string) => {
  await once(socket, event)
  return connect(origin, { createConnection: () => socket })
}
test('over a TLS socket that has connected', async () => {
  const host = 'bedrock-runtime.eu-west-1.amazonaws.com'
  const socket = connectTls({ host, port: 443, servername: host, ALPNProtocols: ['h2'] })
  const session = await over('https://' + host, socket, 'secureConnect')
  expect((await ask(session, 'connected')).chunks).toEqual(['connected 1', 'connected 2'])
  session.close()
})
test('over a socket that has connected', async () => {
  const host = 'bedrock-runtime.eu-west-2.amazonaws.com'
  const session = await over('http://' + host, connectTcp(80, host), 'connect')
  expect((await ask(session, 'plainly')).chunks).toEqual(['plainly 1', 'plainly 2'])
  session.close()
})
test('a server of your own is reached over one', async () => {
  const server = createServer((_request, response) => response.end('own'))
  await new Promise<void>((listening) => server.listen(0, listening))
  const { port } = server.address() as AddressInfo
  const session = await over('http://localhost:' + port, connectTcp(port, 'localhost'), 'connect')
  expect((await ask(session, 'x')).chunks).toEqual(['own'])
  session.close()
  server.close()
})

test('a server of your own is left alone', async () => {
  const server = createServer((_request, response) => response.end('own'))
  await new Promise<void>((listening) => server.listen(0, listening))
  const session = connect('http://localhost:' + (server.address() as AddressInfo).port)
  expect((await ask(session, 'x')).chunks).toEqual(['own'])
  session.close()
  server.close()
})

test.runIf(process.env.EXTRA)('an unknown request', async () => {
  const { status, chunks } = await ask(tls, 'unknown')
  expect([status, chunks.join('')]).toEqual([400, expect.stringContaining('CassetteMissError')])
})
`

test('clients that speak HTTP/2 are recorded and replayed, each request in the cassette of its test', async () => {
  const project = new Project({ 'client.ts': client, 'h2.test.ts': tests })
  const seen = new Map<string, () => void>()
  const provider = await startProvider(async (request, response) => {
    if (request.url.startsWith('/seen/')) {
      seen.get(request.url.slice('/seen/'.length))?.()
      return void response.end()
    }
    const { question } = JSON.parse(request.body) as { question: string }
    const isSeen = new Promise<void>((resolve) => seen.set(question, resolve))
    response.writeHead(200, { 'content-type': 'text/plain' }).write(`${question} 1`)
    await isSeen
    response.end(`${question} 2`)
  })
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.output).toContain('Cassettes  6 recorded')
  expect(recorded.exitCode, recorded.output).toBe(0)
  const asked = provider.requests.filter(({ method }) => method === 'POST')
  expect(asked).toHaveLength(6)
  for (const { headers } of asked) expect(headers).not.toHaveProperty('x-cassette-caller')
  expect(project.read('__cassettes__/h2.test.ts/over-TLS-two.json')).toContain('"two"')
  await provider.close()

  const replayed = await project.vitest()
  expect(replayed.output).toContain('Cassettes  6 replayed')
  expect(replayed.exitCode, replayed.output).toBe(0)

  const missed = await project.vitest([], { env: { EXTRA: '1' } })
  expect(missed.tests['an unknown request']?.errors.join()).toContain('CassetteMissError: No recorded answer')
})

test('an HTTP/2 answer without a body, an error status, and an answer that is read late', async () => {
  const source = `
import { expect, test } from 'vitest'
import { ask, tls } from './client.ts'
test('statuses', async () => {
  expect(await ask(tls, 'empty')).toEqual({ status: 204, chunks: [] })
  expect((await ask(tls, 'bad')).status).toBe(422)
})
test('read late', async () => {
  const request = tls.request({ ':method': 'POST', ':path': '/model/m/converse' })
  request.end('{"question":"late"}')
  await new Promise((known) => request.on('response', known))
  // As an SDK that looks at the status first. Node closes a stream that is over before anybody reads it.
  await new Promise((turned) => setImmediate(turned))
  const chunks = []
  for await (const chunk of request) chunks.push(String(chunk))
  expect(chunks.join('')).toBe('{"message":"no"}')
  tls.close()
})
`
  const project = new Project({ 'client.ts': client, 'h2.test.ts': source })
  const provider = await startProvider((request, response) =>
    request.body.includes('empty') ? void response.writeHead(204).end() : json(response, 422, { message: 'no' }),
  )
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await provider.close()
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
})

test('HTTP/2 clients that give up while they send, or while they are answered', async () => {
  const source = `
import { once } from 'node:events'
import { connect, constants } from 'node:http2'
import { expect, test } from 'vitest'

const path = { ':method': 'POST', ':path': '/model/m/converse-stream' }
const open = () => connect('https://bedrock-runtime.us-east-1.amazonaws.com').on('error', () => {})
/** Until the other end has seen everything that was sent. */
const seen = (session) => new Promise((done) => session.ping(done))
const ways = {
  cancel: (request) => request.close(constants.NGHTTP2_CANCEL),
  refuse: (request) => request.close(constants.NGHTTP2_REFUSED_STREAM),
  destroy: (request, session) => session.destroy(),
}

test.each(Object.keys(ways))('%s while it sends', async (way) => {
  const session = open()
  const request = session.request(path).on('error', () => {})
  request.write('{"question":')
  await seen(session)
  const closed = new Promise((done) => request.once('close', done))
  ways[way](request, session)
  await closed
  if (!session.destroyed) await seen(session)
  session.destroy()
})

test.each(Object.keys(ways))('%s while it is answered', async (way) => {
  const session = open()
  const request = session.request(path).on('error', () => {})
  request.end(JSON.stringify({ question: way }))
  const [first] = await once(request, 'data')
  expect(String(first)).toBe('first')
  const closed = new Promise((done) => request.once('close', done))
  ways[way](request, session)
  await closed
  session.destroy()
})
`
  const project = new Project({ 'h2.test.ts': source })
  const provider = await startProvider((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).write('first')
  })
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests.map(({ body }) => body).sort()).toEqual(
    ['cancel', 'destroy', 'refuse'].map((question) => JSON.stringify({ question })),
  )
  const cassettes = project.files('__cassettes__')
  expect(cassettes).toHaveLength(3)
  for (const path of cassettes) expect(project.json(path).interactions).toMatchObject([{ response: { aborted: true } }])
  await provider.close()

  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Cassettes  3 replayed')
})

const atOnce = `
import { once } from 'node:events'
import { connect, constants } from 'node:http2'
import { expect, test } from 'vitest'

test.each([['in a replay', process.env.REPLAY === '1'], ['in every run', true]])('%s', async (question, isAtOnce) => {
  const session = connect('https://bedrock-runtime.us-east-1.amazonaws.com')
  const ask = () => session.request({ ':method': 'POST', ':path': '/model/m/converse-stream' }).end(JSON.stringify({ question }))
  const first = ask()
  // As a process does that is blocked after the request until its time is up.
  if (!isAtOnce) await once(first, 'data')
  first.close(constants.NGHTTP2_CANCEL)
  const [answer] = await once(ask(), 'data')
  expect(String(answer)).toBe('an answer')
  session.destroy()
})
`

test('an HTTP/2 client that cancels earlier than in the recording takes its own answer, and no other', async () => {
  const asked: string[] = []
  const provider = await startProvider(({ body }, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    const isAgain = asked.includes(body) || body.includes('every')
    asked.push(body)
    if (isAgain) response.end('an answer')
    else response.write('the first')
  })
  const project = new Project({ 'once.test.js': atOnce })
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(asked.map((body) => JSON.parse(body).question).sort()).toEqual(['in a replay', 'in a replay', 'in every run'])
  await provider.close()
  for (const REPLAY of ['', '1']) {
    const replayed = await project.vitest([], { env: { REPLAY } })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(replayed.output).toContain('Cassettes  2 replayed')
  }
})

const overAlpn = `
import { once } from 'node:events'
import { connect } from 'node:http2'
import { Agent, request } from 'undici'
import { expect, test } from 'vitest'

const { PORT, CERT: ca } = process.env
test('another client of HTTP/2 comes first', async () => {
  const session = connect('https://127.0.0.1:' + PORT, { ca })
  await once(session.request({ ':path': '/first' }).resume(), 'close')
  session.close()
})
test('undici, twice over one connection', async () => {
  const dispatcher = new Agent({ allowH2: true, connect: { ca } })
  for (const path of ['/v1/one', '/v1/two']) {
    const { body } = await request('https://localhost:' + PORT + path, { method: 'POST', body: '{}', dispatcher })
    expect(await body.json()).toEqual({ version: '2.0', path })
  }
  await dispatcher.close()
})
`

test('the live calls of undici may go over HTTP/2, whoever has used it before', async () => {
  const reached: string[] = []
  const server = createSecureServer({ ...certificate }, ({ httpVersion: version, url: path }, response) => {
    reached.push(path)
    response.end(JSON.stringify({ version, path }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const project = new Project({ 'alpn.test.js': overAlpn }, { options: { include: [`localhost:${port}`] } })
  const env = { PORT: String(port), CERT: certificate.cert }
  for (const args of [['--mode', 'record'], []]) {
    const run = await project.vitest(args, { env })
    expect(run.exitCode, run.output).toBe(0)
  }
  expect(reached).toEqual(['/first', '/v1/one', '/v1/two', '/first'])
})

const ownSession = `
import { once } from 'node:events'
import { connect } from 'node:http2'
import { expect, test } from 'vitest'

const { PORT, CERT: ca } = process.env
const post = (path) => ({ ':method': 'POST', ':path': path })
const open = () => connect('https://localhost:' + PORT, { ca, settings: { initialWindowSize: 100_000, maxHeaderListSize: 20_000 } })
test('settings and trailers', async () => {
  const session = open()
  const request = session.request(post('/trailers'), { waitForTrailers: true })
  request.on('wantTrailers', () => request.sendTrailers({ 'x-checksum': 'abc' }))
  request.resume().end('{}')
  await once(request, 'close')
  session.settings({ initialWindowSize: 200_000 })
  await once(session.request(post('/later')).resume().end('{}'), 'close')
  session.close()
})
test('an answer that ends before it begins', async () => {
  const session = open()
  const request = session.request(post('/nothing')).on('error', () => {})
  request.resume().end('{}')
  await once(request, 'close')
  expect(request.rstCode).toBe(0)
  session.close()
})
test('a server that goes away during a call', async () => {
  const session = open()
  let text = ''
  const request = session.request(post('/away')).on('data', (piece) => (text += piece))
  request.end('{}')
  await Promise.all([once(session, 'goaway'), once(session, 'close'), once(request, 'close')])
  expect(text).toBe('first last')
})
`

test('a live call over HTTP/2 has the settings and the trailers of its client, and ends as that of its server', async () => {
  const seen: Record<string, unknown> = {}
  const server = createSecureServer(certificate)
  server.on('stream', (stream, { ':path': path = '' }) => {
    stream.on('trailers', ({ 'x-checksum': checksum }) => (seen['trailers'] = checksum))
    stream.resume().on('end', () => {
      const { initialWindowSize, maxHeaderListSize } = stream.session!.remoteSettings
      seen[path] = { initialWindowSize, maxHeaderListSize }
      if (path === '/nothing') return stream.close(0)
      stream.respond({ ':status': 200 })
      if (path !== '/away') return stream.end('{}')
      stream.write('first ')
      stream.session!.goaway(0)
      setImmediate(() => stream.end('last'))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const project = new Project({ 'own.test.js': ownSession }, { options: { include: [`localhost:${port}`] } })
  const env = { PORT: String(port), CERT: certificate.cert }
  const run = await project.vitest(['--mode', 'record'], { env })
  expect(seen, run.output).toMatchObject({
    trailers: 'abc',
    '/trailers': { initialWindowSize: 100_000, maxHeaderListSize: 20_000 },
    '/later': { initialWindowSize: 200_000, maxHeaderListSize: 20_000 },
  })
  expect(run.tests['settings and trailers']?.status, run.output).toBe('passed')
  expect(run.tests['a server that goes away during a call']?.status, run.output).toBe('passed')
  expect(run.tests['an answer that ends before it begins']?.errors.join()).toContain('Nothing was recorded')
})

const tunnels = `
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import tls from 'node:tls'
import { expect, test } from 'vitest'

const lookup = (host, options, done) => options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
const tunnelTo = async (path) => {
  const request = http.request({ host: process.env.PROXY_HOST, port: process.env.PROXY, lookup, method: 'CONNECT', path })
  return (await once(request.end(), 'connect'))[1]
}
const ask = async (origin, socket) => {
  const session = http2.connect(origin, { createConnection: () => socket }).on('error', () => {})
  const request = session.request({ ':method': 'POST', ':path': '/v1/responses', 'content-type': 'application/json' })
  request.end('{"model":"m","input":"x"}')
  try {
    const [headers] = await once(request, 'response')
    let text = ''
    for await (const piece of request) text += piece
    return headers[':status'] + text
  } finally {
    session.destroy()
  }
}
const secure = async () =>
  tls.connect({ socket: await tunnelTo('api.openai.com:443'), servername: 'api.openai.com', ALPNProtocols: ['h2'], rejectUnauthorized: false })
test('TLS that connects', async () => {
  await ask('https://api.openai.com', await secure())
})
test('no TLS', async () => {
  await ask('http://api.openai.com', await tunnelTo('api.openai.com:80'))
})
test('TLS that has connected', async () => {
  const socket = await secure()
  await once(socket, 'secureConnect')
  expect(await ask('https://api.openai.com', socket)).toBe('200{"recorded":true}')
})
`

test('HTTP/2 in a tunnel that the app has opened is answered or refused, wherever the proxy is', async () => {
  const reached: string[] = []
  const provider = createSecureServer(certificate, (incoming, response) => {
    reached.push(incoming.url)
    response.end('{"recorded":true}')
  })
  const proxy = createServer().on('connect', ({ url }, client) => {
    reached.push(url ?? '')
    const server = connect((provider.address() as AddressInfo).port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      server.pipe(client).pipe(server)
    })
    for (const socket of [server, client]) socket.on('error', () => {})
    onTestFinished(() => void server.destroy())
  })
  for (const server of [provider, proxy]) {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    onTestFinished(() => void server.close())
  }
  for (const host of ['127.0.0.1', 'proxy.internal']) {
    const project = new Project({ 'tunnels.test.js': tunnels })
    const env = { PROXY_HOST: host, PROXY: String((proxy.address() as AddressInfo).port) }
    const outcomes = async (args: string[]): Promise<unknown> => {
      const run = await project.vitest(args, { env })
      return Object.values(run.tests).map(({ errors }) => /Cassette\w+Error/.exec(errors.join())?.[0] ?? errors)
    }
    expect(await outcomes(['--mode', 'record'])).toEqual(['CassetteUnseenError', 'CassetteUnseenError', []])
    expect(reached.splice(0)).toEqual([
      'api.openai.com:443',
      'api.openai.com:80',
      'api.openai.com:443',
      '/v1/responses',
    ])
    expect(await outcomes([])).toEqual(['CassetteUnseenError', expect.stringContaining('Cassette'), []])
    expect(reached).toEqual([])
  }
})
