import { createServer as createPlainServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer } from 'node:https'
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from '../support/certificate.ts'
import { Project, type Run } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

const clients = `
import https from 'node:https'
import net from 'node:net'
import { Duplex } from 'node:stream'
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

// Nothing watches \`node:http\` that this very file has loaded, and nobody sees what TLS over a stream writes.
const hidden = () => {
  const socket = net.connect(port, '127.0.0.1')
  const stream = new Duplex({ read() {}, write: (piece, encoding, done) => socket.write(piece, done) })
  socket.on('data', (piece) => stream.push(piece)).on('close', () => stream.push(null))
  return tls.connect({ socket: stream, ca, servername: 'model.internal' })
}
await post('/early', { createConnection: hidden })

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
  'a Unix socket, by the name in the request': () => new Promise((done, fail) => {
    https.request({ socketPath: './none', method: 'POST', path: '/unix', headers: { host: 'model.internal:' + port } }, done).on('error', fail).end(body)
  }),
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
  'a Unix socket of a process': () => void spawnSync(process.execPath, [join(import.meta.dirname, 'unix.cjs')]),
  'a module that a process loads ahead': () => void spawnSync(process.execPath, ['-e', ''], { env: { ...process.env, NODE_OPTIONS: '--require ./ahead.cjs' } }),
  'a process with few permissions': () => void spawnSync(process.execPath, ['--permission', '--allow-fs-read=*', '--allow-child-process', script]),
  'a process of such a process': () => void spawnSync(process.execPath, ['--permission', '--allow-fs-read=*', '--allow-child-process', script, 'fork']),
  'a process whose program has an option of that name': () => expect(spawnSync(process.execPath, [join(import.meta.dirname, 'quiet.cjs'), '--permission']).status).toBe(0),
  'a process that becomes another program': () => void spawnSync(process.execPath, ['-e', 'process.execve(process.execPath, ["node", process.argv[1]], { PORT: process.env.PORT })', script]),
  'a thread': () => once(new Worker(script), 'exit'),
  'a thread with the environment left out': () => once(new Worker('', { eval: true, env: null }), 'exit'),
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
  'such a client behind another program, in a shell': () => void spawnSync('cd . && timeout 5 ./claude -p hello', { shell: true }),
  'such a client of a process': () => void spawnSync(process.execPath, ['-e', 'require("node:child_process").spawnSync("./claude")']),
  'a program that fetches': () => void spawnSync('sh', ['-c', 'curl -m 1 https://localhost:' + port + '/curl']),
  'a protocol of its own': () => written(net.connect(port, 'localhost'), '\\x01\\x02\\x03'),
}
test.each(Object.entries(clients))('%s', (name, ask) => ask())
`

const asks = `
const { get } = require('node:https')
if (process.argv[2] === 'fork') require('node:child_process').fork(__filename)
else get('https://localhost:' + process.env.PORT + '/child', { rejectUnauthorized: false }, (response) => response.resume()).on('error', () => {})
`

const unix = `
const net = require('node:net')
const { get } = require('node:http')
get('http://localhost:' + process.env.PORT + '/unix', { createConnection: () => net.connect(process.env.SOCKET) }, (response) => response.resume()).on('error', () => {})
`

const ahead = `require('node:http').get('http://localhost:' + process.env.PORT + '/ahead').on('error', () => {})`

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
    {
      'clients.test.js': clients,
      'elsewhere.test.js': elsewhere,
      'asks.cjs': asks,
      'ahead.cjs': ahead,
      'unix.cjs': unix,
      'quiet.cjs': '',
    },
    // In a process of its own, no other file has loaded `node:http` before.
    { options: { include: [`model.internal:${port}`, `localhost:${port}`] }, test: { isolate: true } },
  )
  const socket = join(project.root, 'api.sock')
  const behindSocket = createPlainServer((incoming, response) => {
    reached.push(`socket ${incoming.url}`)
    response.end('{}')
  })
  await new Promise<void>((listening) => behindSocket.listen(socket, listening))
  onTestFinished(() => {
    behindSocket.closeAllConnections()
    behindSocket.close()
  })
  for (const CI of ['', '1']) {
    reached.length = 0
    connections = 0
    const run = await project.vitest(['--outputFile.vitest-cassette=run.json'], {
      env: { PORT: String(port), CERT: certificate.cert, SOCKET: socket, CI },
    })
    expect(outcomesOf(run), run.output).toEqual({
      'a spy on connect': 'CassetteMissError',
      'mocks restored after the first call': 'CassetteMissError',
      'TLS over a socket of its own': 'CassetteMissError',
      'a Unix socket, by the name in the request': 'CassetteMissError',
      'an agent that connects by itself': 'CassetteMissError',
      'undici with a connector of its own': 'CassetteMissError',
      'undici over SOCKS': 'CassetteMissError',
      'undici with interceptors.dns()': 'CassetteMissError',
      'a process': 'CassetteUnseenError',
      'a process that is waited for': 'CassetteUnseenError',
      'a process of a process': 'CassetteUnseenError',
      'a Unix socket of a process': 'CassetteUnseenError',
      'a module that a process loads ahead': 'CassetteUnseenError',
      'a process with few permissions': 'CassetteUnseenError',
      'a process of such a process': 'CassetteUnseenError',
      'a process whose program has an option of that name': undefined,
      'a process that becomes another program': 'CassetteUnseenError',
      'a thread': 'CassetteUnseenError',
      'a thread with the environment left out': undefined,
      'a port as text': 'CassetteMissError',
      'a stream in both directions': 'CassetteDuplexError',
      'the same over HTTP/2': 'CassetteDuplexError',
      'gRPC that is no library of its own': 'CassetteDuplexError',
      'a client that is not of Node': undefined,
      'such a client behind another program, in a shell': undefined,
      'such a client of a process': undefined,
      'a program that fetches': undefined,
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
    expect(run.output).toMatch(/^ +Not seen {2}claude 3, curl 1 /m)
    for (const from of ['process', 'thread']) expect(run.output).toMatch(new RegExp(`A (worker )?${from}`))
    expect(run.output).toMatch(/❯ .*asks\.cjs:4:/)
    expect(run.output).toContain(`cassettes({ exclude: ['model.internal:${port}'] })`)
  }
  reached.length = 0
  const recording = await project.vitest(['--mode', 'record', 'elsewhere'], {
    env: { PORT: String(port), SOCKET: socket, CI: '' },
  })
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

const throughProxy = `
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import { test } from 'vitest'

const proxy = { port: process.env.PROXY, host: '127.0.0.1' }
const api = 'api.openai.com'
const written = (socket, text) => {
  socket.resume().write(text)
  return once(socket, 'close').catch(() => {})
}
test('a tunnel', () => written(net.connect(proxy), 'CONNECT ' + api + ':443 HTTP/1.1\\r\\n\\r\\n'))
test('a whole address', () => written(net.connect(proxy), 'GET http://' + api + '/v1/models HTTP/1.1\\r\\nhost: ' + api + '\\r\\n\\r\\n'))
test('TLS in a tunnel of node:http', async () => {
  const [, socket] = await once(http.request({ ...proxy, method: 'CONNECT', path: api + ':443' }).end(), 'connect')
  const secure = tls.connect({ socket, servername: api, rejectUnauthorized: false })
  await written(secure, 'GET /v1/models HTTP/1.1\\r\\nhost: ' + api + '\\r\\n\\r\\n')
})
test('a server of the user', async () => {
  await once(http.get({ ...proxy, path: '/own' }), 'response')
  await written(net.connect(proxy), 'GET /own HTTP/1.1\\r\\nhost: own\\r\\nconnection: close\\r\\n\\r\\n')
})
`

test('a request through a proxy on this machine, which no option and no variable names, is refused', async () => {
  const reached: string[] = []
  const provider = createServer({ ...certificate }, ({ url }, response) => {
    reached.push(`provider ${url}`)
    response.end()
  })
  const proxy = createPlainServer(({ url }, response) => {
    reached.push(`proxy ${url}`)
    response.end()
  }).on('connect', (_, client) => {
    const server = connect((provider.address() as AddressInfo).port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      server
        .pipe(client)
        .on('error', () => {})
        .pipe(server)
    })
    server.on('error', () => {})
  })
  for (const server of [provider, proxy]) {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
  }
  const project = new Project({ 'proxy.test.js': throughProxy })
  for (const CI of ['', '1']) {
    const run = await project.vitest([], { env: { PROXY: String((proxy.address() as AddressInfo).port), CI } })
    expect(outcomesOf(run), run.output).toEqual({
      'a tunnel': 'CassetteUnseenError',
      'a whole address': 'CassetteUnseenError',
      // Its request is caught in the tunnel.
      'TLS in a tunnel of node:http': 'CassetteMissError',
      'a server of the user': undefined,
    })
    expect(reached.splice(0)).toEqual(['proxy /own', 'proxy /own'])
  }
})

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

const gateway = `
const dns = require('node:dns')
const https = require('node:https')
const http2 = require('node:http2')
const net = require('node:net')
const tls = require('node:tls')
const { PORT: port, PROXY: proxy, WAY: way } = process.env

const { lookup } = dns
const here = { address: '127.0.0.1', family: 4 }
dns.lookup = (host, options, done) =>
  host !== 'model.internal' ? lookup(host, options, done) : options.all ? done(null, [here]) : done(null, here.address, here.family)

const chat = JSON.stringify({ model: 'm', messages: [] })
const type = { 'content-type': 'application/json' }
const raw = (path, body) => ['POST ' + path + ' HTTP/1.1\\r\\nhost: model.internal:' + port + '\\r\\n', 'content-length: ' + body.length + '\\r\\n\\r\\n', body]
const answer = (socket) => new Promise((done, fail) => {
  let text = ''
  socket.on('data', (piece) => { text += piece; socket.end() }).on('error', fail).on('close', () => done(text.slice(0, 12)))
})
const post = (url, pieces) => new Promise((done, fail) => {
  const request = https.request(url, { method: 'POST', headers: type }, (response) => response.resume().on('end', () => done(response.statusCode)))
  request.on('error', fail)
  for (const piece of pieces) request.write(piece)
  request.end()
})
const overHttp2 = (origin, headers, body) => new Promise((done, fail) => {
  const session = http2.connect(origin, { rejectUnauthorized: false }).on('error', fail)
  const stream = session.request({ ':method': 'POST', ...headers }).on('error', fail).on('response', done)
  stream.on('close', () => session.close()).resume().end(body)
})
const asks = async (url, body) => (await fetch(url, { method: 'POST', headers: type, body })).status
const own = 'https://model.internal:' + port
const nowhere = 'https://telemetry.invalid'
const ways = {
  fetch: () => asks(own + '/v1/chat/completions', chat),
  https: () => post(own + '/v1/chat/completions', ['{"model":"m",', '"messages":[]}']),
  'raw TLS': () => {
    const socket = tls.connect({ host: 'model.internal', port })
    for (const piece of raw('/v1/chat/completions', chat)) socket.write(piece)
    return answer(socket)
  },
  'the second request of a write': () => {
    const socket = tls.connect({ host: 'model.internal', port })
    socket.write([...raw('/own', '{}'), ...raw('/v1/chat/completions', chat)].join(''))
    return answer(socket)
  },
  'a request behind the body of another': () => {
    const socket = tls.connect({ host: 'model.internal', port })
    for (const piece of [...raw('/own', '{}'), ...raw('/v1/chat/completions', chat)]) socket.write(piece)
    return answer(socket)
  },
  'the second request to a server that is a proxy': () => answer(net.connect(proxy, '127.0.0.1').on('connect', function () { this.write('GET /own HTTP/1.1\\r\\nhost: own\\r\\n\\r\\nGET http://api.openai.com/v1/models HTTP/1.1\\r\\nhost: api.openai.com\\r\\n\\r\\n') })),
  'telemetry, and a request to the same provider': () => {
    const socket = tls.connect({ host: 'api.openai.com', port: 443 })
    socket.write(['/v1/traces/ingest', '/v1/responses'].map((path) => raw(path, chat).join('').replace(/host: \\S+/, 'host: api.openai.com')).join(''))
    return new Promise((done, fail) => socket.on('error', fail).on('close', done))
  },
  'a tunnel': () => answer(net.connect(proxy, '127.0.0.1').on('connect', function () { this.write('CONNECT api.openai.com:443 HTTP/1.1\\r\\nhost: api.openai.com:443\\r\\n\\r\\n') })),
  'a tunnel elsewhere': () => answer(net.connect(proxy, '127.0.0.1').on('connect', function () { this.write('CONNECT search.example.com:443 HTTP/1.1\\r\\nhost: search.example.com:443\\r\\n\\r\\n') })),
  'HTTP/2': () => overHttp2('https://api.openai.com', { ':path': '/v1/chat/completions' }, chat),
  'HTTP/2 to the gateway': () => overHttp2(own, { ':path': '/v1/chat/completions', ...type }, chat),
  // A client of gRPC looks the name up, and connects to the address.
  'gRPC to this machine': () => overHttp2('https://127.0.0.1:' + port, { ':authority': 'localhost:' + port, ':path': '/test.Service/Call', 'content-type': 'application/grpc' }, 'x'),
  'a name, as gRPC looks it up': () => dns.promises.lookup('generativelanguage.googleapis.com'),
  'an address': () => new Promise((done, fail) => {
    const options = { host: '127.0.0.1', port, path: '/v1/models', headers: { host: 'localhost:' + port } }
    https.get(options, ({ statusCode }) => done(statusCode)).on('error', fail)
  }),
  'an API of the team': () => asks(own + '/responses', '{"answer":"yes"}'),
  'telemetry to a provider': () => asks('https://api.openai.com/v1/traces/ingest', '{"data":[]}'),
  'telemetry elsewhere': () => post(own + '/api/4501/envelope/', ['{}', '\\n{}']),
  'telemetry to nowhere': async () => {
    const envelope = nowhere + '/api/4501/envelope/'
    return [await asks(envelope, '{}'), await asks(nowhere + '/v1/prompts', '{}').catch(({ cause }) => cause.code), await post(envelope, ['{}', '\\n{}'])]
  },
}
ways[way]().then((result) => console.log(result), (error) => console.log(error.cause?.name ?? error.name))
`

const children = `
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import http2 from 'node:http2'
import net from 'node:net'
import { join } from 'node:path'
import tls from 'node:tls'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, 'gateway.cjs')
const saysOf = async (child) => {
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  await once(child, child instanceof Worker ? 'exit' : 'close')
  return said.trim()
}
const env = (WAY) => ({ ...process.env, WAY, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' })
const inProcess = (way) => saysOf(spawn(process.execPath, [script], { env: env(way), stdio: ['ignore', 'pipe', 'inherit'] }))
const inThread = (way) => saysOf(new Worker(script, { env: env(way), stdout: true }))

test.concurrent.each([...['fetch', 'https', 'raw TLS', 'the second request of a write', 'a request behind the body of another', 'the second request to a server that is a proxy', 'telemetry, and a request to the same provider', 'a tunnel', 'HTTP/2', 'HTTP/2 to the gateway', 'gRPC to this machine', 'a name, as gRPC looks it up', 'an address'].map((way) => [way, 'CassetteUnseenError']), ['an API of the team', '200'], ['telemetry to a provider', '204'], ['telemetry elsewhere', '204']])(
  'a process: %s',
  async (way, expected) => expect(await inProcess(way)).toBe(expected),
)
test('a process: a tunnel elsewhere', async () => {
  expect(await inProcess('a tunnel elsewhere')).toBe(process.env.CI ? 'Error' : '')
})
test.each([['process', inProcess], ['thread', inThread]])('a %s: telemetry to nowhere', async (_kind, says) => {
  expect(await says('telemetry to nowhere')).toMatch(/^\\[ 204, '(ENOTFOUND|EAI_AGAIN)', 204 \\]$/)
})
test('a thread: fetch', async () => expect(await inThread('fetch')).toBe('CassetteUnseenError'))
const lookup = (host, options, done) => options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
test('this process: HTTP/2', async () => {
  const session = http2.connect('https://model.internal:' + process.env.PORT, { lookup, rejectUnauthorized: false })
  const post = (path, pieces) => {
    const request = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json' })
    for (const piece of pieces) request.write(piece)
    return once(request.end().resume(), 'response')
  }
  expect((await post('/team/responses', ['{"answer":', '"yes"}']))[0][':status']).toBe(200)
  await expect(post('/v1/responses', ['{"model":"m",', '"input":"x"}'])).rejects.toThrow('was refused')
  // A list, which only has the path of a provider.
  const list = session.request({ ':path': '/v1/chat/completions' })
  expect((await once(list.resume(), 'response'))[0][':status']).toBe(200)
  await new Promise((closed) => session.close(closed))
})
const port = process.env.PORT
const sockets = {
  'raw TLS': () => ['model.internal', tls.connect({ host: 'model.internal', port, lookup, rejectUnauthorized: false })],
  'TLS over a socket of its own': () => ['model.internal', tls.connect({ socket: net.connect({ host: 'model.internal', port, lookup }), rejectUnauthorized: false })],
  'an address': () => ['localhost', tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false })],
}
test.each(Object.entries(sockets))('this process: %s', async (_name, open) => {
  const [host, socket] = open()
  const body = '{"model":"m","input":"x"}'
  socket.write('POST /v1/responses HTTP/1.1\\r\\nhost: ' + host + ':' + port + '\\r\\ncontent-length: ' + body.length + '\\r\\n\\r\\n')
  socket.write(body)
  const [error] = await once(socket, 'error')
  expect(error.name).toBe('CassetteUnseenError')
})
test('this process: HTTP/2 over a connection of its own', async () => {
  const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['h2'] })
  await once(socket, 'secureConnect')
  const session = http2.connect('https://localhost:' + port, { createConnection: () => socket })
  const [error] = await once(session.request({ ':method': 'POST', ':path': '/v1/own' }).end('{}'), 'error')
  expect(error.name).toBe('CassetteUnseenError')
  session.close()
})
`

test('a request to a gateway that nobody has named is refused past the seams, and telemetry of children is answered', async () => {
  const reached: string[] = []
  const server = createSecureServer({ ...certificate, allowHTTP1: true }, (incoming, response) => {
    let body = ''
    incoming.on('data', (piece: Buffer) => (body += String(piece)))
    incoming.on('end', () => {
      // Of a request that is refused over HTTP/2, the head may have arrived.
      if (!incoming.aborted) reached.push(`${incoming.url} ${body}`)
      response.end('{}')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const proxy = createTcpServer((socket) =>
    socket.on('data', () => reached.push('a tunnel') && socket.end()).on('error', () => {}),
  )
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.close()
    proxy.close()
  })
  const { port } = server.address() as AddressInfo
  const project = new Project(
    { 'children.test.js': children, 'gateway.cjs': gateway },
    { options: { allow: ['model.internal'], include: [`localhost:${port}`] } },
  )
  const env = { PORT: String(port), PROXY: String((proxy.address() as AddressInfo).port) }
  for (const [args, CI] of [
    [[], ''],
    [[], '1'],
    [['--mode', 'record'], ''],
  ] as const) {
    reached.length = 0
    const run = await project.vitest([...args, '--outputFile.vitest-cassette=run.json'], { env: { ...env, CI } })
    expect(outcomesOf(run), run.output).toEqual({
      'a process: fetch': 'CassetteUnseenError',
      'a process: https': 'CassetteUnseenError',
      'a process: raw TLS': 'CassetteUnseenError',
      'a process: the second request of a write': 'CassetteUnseenError',
      'a process: a request behind the body of another': 'CassetteUnseenError',
      'a process: the second request to a server that is a proxy': 'CassetteUnseenError',
      'a process: telemetry, and a request to the same provider': 'CassetteUnseenError',
      'a process: a tunnel': 'CassetteUnseenError',
      'a process: HTTP/2': 'CassetteUnseenError',
      'a process: HTTP/2 to the gateway': 'CassetteUnseenError',
      'a process: gRPC to this machine': 'CassetteUnseenError',
      'a process: a name, as gRPC looks it up': 'CassetteUnseenError',
      'a process: an address': 'CassetteUnseenError',
      'a process: an API of the team': undefined,
      'a process: a tunnel elsewhere': undefined,
      'a process: telemetry to a provider': undefined,
      'a process: telemetry elsewhere': undefined,
      'a process: telemetry to nowhere': undefined,
      'a thread: telemetry to nowhere': undefined,
      'a thread: fetch': 'CassetteUnseenError',
      'this process: HTTP/2': 'CassetteUnseenError',
      'this process: raw TLS': 'CassetteUnseenError',
      'this process: TLS over a socket of its own': 'CassetteUnseenError',
      'this process: an address': 'CassetteUnseenError',
      'this process: HTTP/2 over a connection of its own': 'CassetteUnseenError',
    })
    const passing = [
      'a tunnel elsewhere',
      'telemetry to a provider',
      'telemetry elsewhere',
      'telemetry to nowhere',
      'an API of the team',
    ]
    for (const name of [...passing.map((way) => `a process: ${way}`), 'a thread: telemetry to nowhere'])
      expect(run.tests[name]?.status, run.output).toBe('passed')
    const tunnel = CI === '' ? ['a tunnel'] : []
    const elsewhere = { 'search.example.com': 1, 'telemetry.invalid': 2 }
    expect(reached.toSorted()).toEqual([
      '/responses {"answer":"yes"}',
      '/team/responses {"answer":"yes"}',
      '/v1/chat/completions ',
      ...tunnel,
    ])
    expect(project.json('run.json').otherTraffic).toEqual({
      passedThrough: { [`model.internal:${port}`]: 4, ...(CI === '' && elsewhere) },
      ...(CI !== '' && { refused: elsewhere }),
      dropped: { 'api.openai.com': 2, [`model.internal:${port}`]: 1, 'telemetry.invalid': 4 },
    })
    expect(run.output).toContain(`CassetteUnseenError: POST model.internal:${port}/v1/chat/completions was refused`)
  }
})

const overKept = `
import { once } from 'node:events'
import http from 'node:http'
import { Agent, request as undiciRequest, WebSocket } from 'undici'
import { expect, test } from 'vitest'

const provider = process.env.PROVIDER
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
const ask = async (path, { body, ...options }) => {
  const request = http.request(provider + path, { agent, ...options })
  const answer = once(request, 'response')
  if (body !== undefined) request.end(body)
  const [response] = await answer
  await once(response.resume(), 'end')
  return response.statusCode
}
const live = () => ask('/v1/live', { method: 'POST', body: '{}' })
test('a WebSocket', async () => {
  expect(await live()).toBe(200)
  await ask('/v1/socket', { headers: { connection: 'Upgrade', upgrade: 'websocket' }, body: '' }).catch(() => {})
})
test('a stream in both directions', async () => {
  expect(await live()).toBe(200)
  const request = http.request(provider + '/v1/both', { agent, method: 'POST', headers: { 'content-type': 'application/vnd.amazon.eventstream' } })
  request.write('first')
  const [response] = await once(request, 'response')
  // The client does not end its request, and the test does not wait for that.
  expect(response.statusCode).toBe(400)
})
const undiciAgent = new Agent({ connections: 1 })
const viaUndici = async (path, options) => (await undiciRequest(provider + path, { method: 'POST', dispatcher: undiciAgent, ...options })).body.dump()
test('a WebSocket of undici', async () => {
  await viaUndici('/v1/live', { body: '{}' })
  const socket = new WebSocket(provider.replace('http', 'ws') + '/v1/socket', { dispatcher: undiciAgent })
  await new Promise((over) => Object.assign(socket, { onerror() {}, onclose: over }))
})
test('a stream of undici', async () => {
  await viaUndici('/v1/live', { body: '{}' })
  const pieces = async function* () {
    yield 'first'
  }
  await viaUndici('/v1/both', { headers: { 'content-type': 'application/vnd.amazon.eventstream' }, body: pieces() })
})
test('a body that is asked for', async () => {
  let asked = 0
  const request = http.request(provider + '/v1/expect', { agent, method: 'POST', headers: { expect: '100-continue', 'content-length': 2 } })
  request.on('continue', () => {
    asked += 1
    request.end('{}')
  })
  const [response] = await once(request, 'response')
  await once(response.resume(), 'end')
  expect(asked).toBe(1)
})
`

test('a request that is refused takes no connection of a live call, and a body is asked for once', async () => {
  const provider = await startProvider((_request, response) => void response.end('{}'))
  const include = [new URL(provider.url).host]
  const project = new Project({ 'kept.test.js': overKept }, { options: { include } })
  const run = await project.vitest(['--mode', 'record'], { env: { PROVIDER: provider.url } })
  expect(provider.requests.map(({ url }) => url)).toEqual([
    '/v1/live',
    '/v1/live',
    '/v1/live',
    '/v1/live',
    '/v1/expect',
  ])
  expect(outcomesOf(run), run.output).toEqual({
    'a WebSocket': 'CassetteWebSocketError',
    'a stream in both directions': 'CassetteDuplexError',
    'a WebSocket of undici': 'CassetteWebSocketError',
    'a stream of undici': 'CassetteDuplexError',
    'a body that is asked for': undefined,
  })
  expect(run.tests['a body that is asked for']?.status, run.output).toBe('passed')
})
