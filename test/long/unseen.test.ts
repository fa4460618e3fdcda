import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from '../support/certificate.ts'
import { Project, type Run } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

const clients = `
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { test, vi } from 'vitest'
import { Agent, interceptors, ProxyAgent, request as undiciRequest } from 'undici'

const { PORT: port, CERT: ca } = process.env
const base = 'https://model.internal:' + port
const lookup = (host, options, done) => options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
const ownSocket = () => tls.connect({ socket: net.connect(port, '127.0.0.1'), ca, servername: 'model.internal' })
const body = JSON.stringify({ model: 'm', input: 'hello' })
const post = (path, options) => new Promise((done, fail) => {
  const outgoing = https.request(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, ca, ...options }, (response) => response.resume().on('end', done))
  outgoing.on('error', fail).end(body)
})
const viaUndici = async (path, dispatcher) => (await undiciRequest(base + path, { method: 'POST', body, dispatcher })).body.dump()
class OwnAgent extends https.Agent {
  createConnection = ownSocket
}

// Nothing watches \`node:http\` that this very file has loaded.
await post('/early', { createConnection: ownSocket })

const clients = {
  'a spy on connect': async () => {
    vi.spyOn(net.Socket.prototype, 'connect')
    await post('/spy', { lookup, agent: false })
  },
  'mocks restored after the first call': async () => {
    vi.restoreAllMocks()
    await post('/restored', { lookup, agent: false })
  },
  'TLS over a socket of its own': () => post('/tls', { createConnection: ownSocket }),
  'an agent that connects by itself': () => post('/agent', { agent: new OwnAgent() }),
  'undici with a connector of its own': () =>
    viaUndici('/connector', new Agent({ connect: (options, done) => { const socket = ownSocket(); socket.once('secureConnect', () => done(null, socket)) } })),
  'undici over SOCKS': () => viaUndici('/socks', new ProxyAgent('socks5://127.0.0.1:' + port)),
  'undici with interceptors.dns()': () =>
    viaUndici('/dns', new Agent({ connect: { ca } }).compose(interceptors.dns({ lookup: (origin, options, done) => done(null, [{ address: '127.0.0.1', family: 4, ttl: 1000 }]) }))),
}
test.each(Object.entries(clients))('%s', (name, ask) => ask())
`

const elsewhere = `
import { fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'

const port = process.env.PORT
const script = join(import.meta.dirname, 'asks.cjs')
const written = (socket, bytes) => {
  socket.write(bytes)
  return once(socket, 'close').catch(() => {})
}
const sonic = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-sonic-v1:0/invoke-with-bidirectional-stream'
const events = 'application/vnd.amazon.eventstream'
const overHttp2 = async (url, type) => {
  const session = http2.connect(url)
  const stream = session.request({ ':method': 'POST', ':path': new URL(url).pathname, 'content-type': type })
  stream.write('first')
  const [headers] = await once(stream, 'response')
  session.destroy()
  return headers
}
const clients = {
  'a process': () => once(spawn(process.execPath, [script], { stdio: 'ignore' }), 'exit'),
  'a process that is waited for': () => void spawnSync(process.execPath, [script]),
  'a process of a process': () => once(fork(script, ['fork'], { silent: true }), 'exit'),
  'a thread': () => once(new Worker(script), 'exit'),
  'a port as text': () => written(new net.Socket().connect(port, 'localhost').on('data', function () { this.end() }), 'POST /text HTTP/1.1\\r\\nhost: localhost:' + port + '\\r\\ncontent-length: 2\\r\\n\\r\\n{}'),
  'a stream in both directions': async () => {
    const request = https.request(sonic, { method: 'POST', headers: { 'content-type': events } })
    request.write('first')
    const [response] = await once(request, 'response')
    expect(response.statusCode).toBe(400)
    request.destroy()
  },
  'the same over HTTP/2': async () => expect((await overHttp2(sonic, events))[':status']).toBe(400),
  'gRPC that is no library of its own': async () =>
    expect((await overHttp2('https://generativelanguage.googleapis.com/google.ai.Service/Call', 'application/grpc'))['grpc-status']).toBe('9'),
  'a client that is not of Node': () => void spawnSync(join(import.meta.dirname, 'claude'), ['-p', 'hello']),
  'a protocol of its own': () => written(net.connect(port, 'localhost'), '\\x01\\x02\\x03'),
}
test.each(Object.entries(clients))('%s', (name, ask) => ask())
`

const asks = `
const { get } = require('node:https')
if (process.argv[2] === 'fork') require('node:child_process').fork(__filename)
else get('https://localhost:' + process.env.PORT + '/child', { rejectUnauthorized: false }, (response) => response.resume()).on('error', () => {})
`

test('no request to a provider is green because nobody has seen it', async () => {
  const reached: string[] = []
  let connections = 0
  const server = createServer({ ...certificate }, (incoming, response) => {
    reached.push(incoming.url ?? '')
    response.end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  server.on('connection', () => (connections += 1))
  const project = new Project(
    { 'clients.test.js': clients, 'elsewhere.test.js': elsewhere, 'asks.cjs': asks },
    // In a process of its own, no other file has loaded `node:http` before.
    { options: { include: [`model.internal:${port}`, `localhost:${port}`] }, test: { isolate: true } },
  )
  for (const CI of ['', '1']) {
    reached.length = 0
    connections = 0
    const run = await project.vitest(['--outputFile.vitest-cassette=run.json'], {
      env: { PORT: String(port), CERT: certificate.cert, CI },
    })
    expect(outcomesOf(run), run.output).toEqual({
      'a spy on connect': 'CassetteMissError',
      'mocks restored after the first call': 'CassetteMissError',
      'TLS over a socket of its own': 'CassetteMissError',
      'an agent that connects by itself': 'CassetteMissError',
      'undici with a connector of its own': 'CassetteMissError',
      'undici over SOCKS': 'CassetteMissError',
      'undici with interceptors.dns()': 'CassetteMissError',
      'a process': 'CassetteUnseenError',
      'a process that is waited for': 'CassetteUnseenError',
      'a process of a process': 'CassetteUnseenError',
      'a thread': 'CassetteUnseenError',
      'a port as text': 'CassetteMissError',
      'a stream in both directions': 'CassetteDuplexError',
      'the same over HTTP/2': 'CassetteDuplexError',
      'gRPC that is no library of its own': 'CassetteDuplexError',
      'a client that is not of Node': undefined,
      'a protocol of its own': 'CassetteUnseenError',
    })
    // A request that is refused reaches nobody.
    expect(reached).toEqual(['/early'])
    // One is for the request that is seen too late, and a client has opened one of its own before it asks.
    expect(connections).toBeLessThanOrEqual(2)
    expect(run.output).toContain('CassetteUnseenError: POST model.internal')
    // They lead to an address of this machine that no option names.
    expect(project.json('run.json').providerConnections).toBe(0)
    expect(run.output).toMatch(/^ {13}Provider connections {2}0$/m)
    expect(run.output).toMatch(/^ +Not seen {2}claude 1 /m)
    for (const from of ['process', 'thread']) expect(run.output).toMatch(new RegExp(`A (worker )?${from}`))
    expect(run.output).toMatch(/❯ .*asks\.cjs:4:/)
    expect(run.output).toContain(`cassettes({ exclude: ['model.internal:${port}'] })`)
  }
  reached.length = 0
  const recording = await project.vitest(['--mode', 'record', 'elsewhere'], { env: { PORT: String(port), CI: '' } })
  expect(outcomesOf(recording), recording.output).toMatchObject({
    'a process': 'CassetteUnseenError',
    'a process that is waited for': 'CassetteUnseenError',
    'a process of a process': 'CassetteUnseenError',
    'a thread': 'CassetteUnseenError',
    'a stream in both directions': 'CassetteDuplexError',
    'the same over HTTP/2': 'CassetteDuplexError',
    'gRPC that is no library of its own': 'CassetteDuplexError',
    'a protocol of its own': 'CassetteUnseenError',
  })
  expect(reached).toEqual([])
})

/** The error of this package with which each test fails. */
function outcomesOf({ tests }: Run): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(tests).map(([name, { errors }]) => [name, /Cassette\w+Error/.exec(errors.join())?.[0]]),
  )
}

const wrapped = `
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'vitest'
import { test } from 'vitest-cassette'

test('a process of a wrapped function', ({ cassette }) => {
  const ask = cassette.wrap('ask', async () => String(spawnSync(process.execPath, [join(import.meta.dirname, 'says.cjs')]).stdout))
  return expect(ask()).resolves.toBe('there')
})
`

const says = `
require('node:http').get(process.env.PROVIDER, (response) => response.on('data', (piece) => process.stdout.write(piece)))
`

test('a process that a wrapped function starts is live while recording, and is not started in a replay', async () => {
  const provider = await startProvider((_request, response) => void response.end('there'))
  const include = [new URL(provider.url).host]
  const project = new Project({ 'wrapped.test.js': wrapped, 'says.cjs': says }, { options: { include } })
  const env = { PROVIDER: provider.url }
  for (const args of [['--mode', 'record'], []]) {
    const run = await project.vitest(args, { env })
    expect(run.exitCode, run.output).toBe(0)
    expect(provider.requests).toHaveLength(1)
  }
})
