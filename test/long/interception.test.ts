import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { json, startProvider, type Provider } from '../support/provider.ts'

/** A provider that tells what it received. */
function echoProvider(): Promise<Provider> {
  return startProvider(({ method, url, body }, response) =>
    json(response, 200, { method, url, body, choices: [{ message: { content: 'captured' } }] }),
  )
}

const clients = `
import { createRequire } from 'node:module'
import https, { Agent as HttpsAgent, request as named } from 'node:https'
import { expect, test } from 'vitest'
import OpenAI from 'openai'
import { Agent, fetch as undiciFetch, Pool, request as undiciRequest } from 'undici'

const required = createRequire(import.meta.url)('node:https')
const before = globalThis.before
const base = 'https://api.openai.com'
const model = 'gpt-5-mini'
const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-live' }

function send(request, path, { wait, ...options } = {}) {
  return new Promise((done, fail) => {
    const outgoing = request(base + path, { method: 'POST', headers, ...options }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      done(JSON.parse(text))
    })
    outgoing.on('error', fail)
    const end = () => outgoing.end(JSON.stringify({ path }))
    if (wait) setTimeout(end, wait)
    else end()
  })
}

function late(text) {
  return new ReadableStream({
    async start(controller) {
      await new Promise((next) => setTimeout(next, 50))
      controller.enqueue(new TextEncoder().encode(text))
      controller.close()
    },
  })
}

const post = (path, more = {}) => [base + path, { method: 'POST', headers, body: JSON.stringify({ path }), ...more }]
const streamed = (path) => post(path, { body: late(JSON.stringify({ path })), duplex: 'half' })
const read = async (answer) => (await answer).json()
const readUndici = async (answer) => (await answer).body.json()

const transports = {
  'fetch': (path) => read(fetch(...post(path))),
  'fetch captured before the setup file': (path) => read(before.fetch(...post(path))),
  'fetch with a late body': (path) => read(fetch(...streamed(path))),
  'captured fetch with a late body': (path) => read(before.fetch(...streamed(path))),
  'fetch of a Request': (path) => read(fetch(new Request(...post(path)))),
  'https, named import': (path) => send(named, path),
  'https, default import': (path) => send(https.request, path),
  'https, required': (path) => send(required.request, path),
  'https, captured before the setup file': (path) => send(before.request, path),
  'https with a keep-alive agent': (path) => send(named, path, { agent }),
  'https with a late body': (path) => send(named, path, { wait: 50, agent: false }),
  'https that waits for its connection': (path) => new Promise((done, fail) => {
    const outgoing = named(base + path, { method: 'POST', headers, agent: false }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      done(JSON.parse(text))
    })
    outgoing.on('error', fail).on('socket', (socket) => socket.once('secureConnect', () => outgoing.end(JSON.stringify({ path }))))
  }),
  'https without an agent': (path) => send(named, path, { agent: false }),
  'undici request': (path) => readUndici(undiciRequest(...post(path))),
  'undici fetch': (path) => read(undiciFetch(...post(path))),
  'undici fetch with a late body': (path) => read(undiciFetch(...streamed(path))),
  'undici Pool': (path) => readUndici(pool.request({ path, method: 'POST', headers, body: JSON.stringify({ path }) })),
  'undici Agent of its own': (path) => readUndici(undiciRequest(base + path, { ...post(path)[1], dispatcher })),
}
const agent = new HttpsAgent({ keepAlive: true })
const pool = new Pool(base)
const dispatcher = new Agent({ connections: 1 })

test.each(Object.entries(transports))('%s', async (_, ask) => {
  for (const path of ['/v1/first', '/v1/second']) {
    expect(await ask(path)).toMatchObject({ method: 'POST', url: path, body: JSON.stringify({ path }) })
  }
})

test('a client built before the setup file', async () => {
  const { choices } = await before.openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] })
  expect(choices[0].message.content).toBe('captured')
})

test('a client built in the test', async () => {
  const { choices } = await new OpenAI().chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] })
  expect(choices[0].message.content).toBe('captured')
})

const form = () => {
  const form = new FormData()
  form.set('model', 'whisper-1')
  form.set('file', new File([Uint8Array.of(0, 255, 10)], 'a.wav', { type: 'audio/wav' }))
  return form
}
const bodies = {
  string: ['{"a":"é"}', '{"a":"é"}'],
  bytes: [new TextEncoder().encode('{"a":1}'), '{"a":1}'],
  Blob: [new Blob(['blob'], { type: 'text/plain' }), 'blob'],
  URLSearchParams: [new URLSearchParams({ a: 'b c' }), 'a=b+c'],
  FormData: [form, expect.stringContaining('whisper-1')],
  'late stream': [() => late('{"late":true}'), '{"late":true}'],
  none: [undefined, ''],
}

test.each(Object.entries(bodies))('a body: %s', async (_, [given, seen]) => {
  for (const send of [fetch, before.fetch]) {
    const body = typeof given === 'function' ? given() : given
    const answer = await send(base + '/v1/body', { method: 'POST', body, duplex: 'half' })
    expect((await answer.json()).body).toEqual(seen)
  }
})

test('requests of one agent at the same time', async () => {
  const paths = Array.from({ length: 8 }, (_, index) => '/v1/parallel/' + index)
  const answers = await Promise.all(paths.flatMap((path) => [transports.fetch(path), transports['https with a keep-alive agent'](path), transports['undici Agent of its own'](path)]))
  expect(answers.map(({ url }) => url)).toEqual(paths.flatMap((path) => [path, path, path]))
})
`

const capturing = `
import { request } from 'node:https'
import OpenAI from 'openai'
globalThis.before = { fetch: globalThis.fetch, request, openai: new OpenAI({ apiKey: 'sk-early' }) }
`

test('no client gets past the recording, nor past the replay', async () => {
  const project = new Project({ 'clients.test.js': clients, 'before.mjs': capturing })
  const provider = await echoProvider()
  const env = { UPSTREAM: provider.url, OPENAI_API_KEY: 'sk-test', NODE_OPTIONS: '--import=./before.mjs' }
  const recorded = await project.vitest(['--mode', 'record'], { env })
  expect(failures(recorded.tests)).toEqual({})
  expect(recorded.exitCode).toBe(0)
  const asked = provider.requests.length
  expect(asked).toBe(18 * 2 + 2 + 7 * 2 + 24)

  const replayed = await project.vitest([], { env })
  expect(failures(replayed.tests)).toEqual({})
  expect(replayed.exitCode).toBe(0)
  expect(provider.requests).toHaveLength(asked)
})

test('a connection kept alive from before is not used again', async () => {
  const project = new Project(
    {
      'before.mjs': `
import { Agent, request } from 'node:http'
import { Agent as Dispatcher, request as undici } from 'undici'
globalThis.before = { fetch: globalThis.fetch, agent: new Agent({ keepAlive: true }), dispatcher: new Dispatcher() }
await (await undici(process.env.LOCAL + '/warm', { dispatcher: before.dispatcher })).body.text()
const get = (agent) => new Promise((done, fail) => request(process.env.LOCAL + '/warm', { agent }, (response) => response.resume().on('end', done)).on('error', fail).end())
await (await fetch(process.env.LOCAL + '/warm')).text()
await get()
await get(globalThis.before.agent)
`,
      'kept.test.js': `
import http, { request } from 'node:http'
import { expect, test } from 'vitest'
import { request as request8 } from 'undici'
const local = process.env.LOCAL
const get = (agent) => new Promise((done, fail) => request(local + '/node', { agent }, (response) => response.setEncoding('utf8').on('data', done)).on('error', fail).end())
test('http, the global agent', async () => expect(JSON.parse(await get()).url).toBe('/node'))
test('http, an agent', async () => expect(JSON.parse(await get(before.agent)).url).toBe('/node'))
const undici = async (options) => (await request8(local + '/undici', { dispatcher: before.dispatcher, ...options })).body.json()
test('undici, an agent', async () => expect(await undici()).toMatchObject({ method: 'GET', url: '/undici' }))
test('undici, an agent, with a body', async () => expect(await undici({ method: 'POST', body: 'hello' })).toMatchObject({ method: 'POST', body: 'hello' }))
test('fetch', async () => expect(await (await fetch(local + '/fetch')).json()).toMatchObject({ url: '/fetch' }))
test('captured fetch', async () => expect(await (await before.fetch(local + '/fetch')).json()).toMatchObject({ url: '/fetch' }))
`,
    },
    { options: { include: ['127.0.0.1:*'] } },
  )
  const provider = await echoProvider()
  const asked = (): number => provider.requests.filter(({ url }) => url !== '/warm').length
  const env = { LOCAL: provider.url, NODE_OPTIONS: '--import=./before.mjs' }
  const recorded = await project.vitest(['--mode', 'record'], { env })
  expect(failures(recorded.tests)).toEqual({})
  expect(project.files('__cassettes__')).toHaveLength(6)
  expect(asked()).toBe(6)
  const replayed = await project.vitest([], { env })
  expect(failures(replayed.tests)).toEqual({})
  expect(replayed.output).toContain('6 offline')
  expect(asked()).toBe(6)
  // Each one alone is the first of its process.
  for (const name of ['global agent', 'captured fetch', 'with a body']) {
    expect((await project.vitest(['-t', name], { env })).output).toContain('1 offline')
  }
  expect(asked()).toBe(6)
})

const ownServers = `
import { createServer, get } from 'node:http'
import { connect, createServer as createHttp2 } from 'node:http2'
import net from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'

const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done('http://127.0.0.1:' + server.address().port)))
let gate
const server = createServer(async (request, response) => {
  let body = ''
  if (request.url === '/database') return response.end(String(await reached(9, '127.0.0.1')))
  for await (const chunk of request) body += chunk
  if (request.url === '/gzip') return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'))
  if (request.url === '/redirect') return response.writeHead(302, { location: '/moved' }).end()
  if (request.url === '/open') return response.end('opened'), gate.resolve()
  if (request.url === '/stream') {
    gate = Promise.withResolvers()
    response.write('one ')
    await gate.promise
    return response.end('two')
  }
  response.writeHead(200, { 'x-own': 'kept', 'set-cookie': ['a=1', 'b=2'] }).end(request.method + ' ' + request.url + ' ' + body)
})
const greeter = net.createServer((socket) => socket.end('hello'))
const http2 = createHttp2((request, response) => response.end('h2 ' + request.url))
let url, h2url

beforeAll(async () => {
  url = await listen(server)
  h2url = await listen(http2)
  await listen(greeter)
})
afterAll(() => {
  server.close()
  greeter.close()
  http2.close()
})

const greeting = () => new Promise((done, fail) => net.connect(greeter.address().port, '127.0.0.1').setEncoding('utf8').on('data', done).on('error', fail))
const reached = (port, host) => new Promise((done) => {
  const socket = net.connect(port, host, () => done(socket.remotePort)).on('error', ({ code }) => done(code))
})
/** A client of HTTP asks the same place before. */
const reachedAfter = async (port, host) => {
  await fetch('http://' + host + ':' + port + '/v1').then((answer) => answer.text(), () => {})
  return reached(port, host)
}
function overHttp2(path) {
  const session = connect(h2url)
  return new Promise((done, fail) => {
    session.on('error', fail)
    let text = ''
    session.request({ ':path': path }).setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => done(text)).on('error', fail)
  }).finally(() => session.close())
}
const pipelined = () => new Promise((done, fail) => {
  let text = ''
  const socket = net.connect(server.address().port, '127.0.0.1').setEncoding('utf8')
  socket.on('data', (piece) => (text += piece)).on('end', () => done(text.match(/GET \\/\\w+/g))).on('error', fail)
  socket.write(['/first', '/last'].map((path) => 'GET ' + path + ' HTTP/1.1\\r\\nhost: x\\r\\nconnection: ' + (path === '/last' ? 'close' : 'keep-alive') + '\\r\\n\\r\\n').join(''))
})
async function ownTraffic() {
  const chat = await fetch(url + '/v1/chat/completions', { method: 'POST', body: '{"messages":[]}' })
  expect(await chat.text()).toBe('POST /v1/chat/completions {"messages":[]}')
  expect(chat.headers.get('x-own')).toBe('kept')
  expect(chat.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(await (await fetch(url + '/gzip')).text()).toBe('packed')
  const moved = await fetch(url + '/redirect')
  expect([moved.redirected, await moved.text()]).toEqual([true, 'GET /moved '])
  const reader = (await fetch(url + '/stream')).body.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader.read()).value).toBe('one ')
  await fetch(url + '/open')
  expect((await reader.read()).value).toBe('two')
  expect(await overHttp2('/own')).toBe('h2 /own')
  expect(await pipelined()).toEqual(['GET /first', 'GET /last'])
  expect(await greeting()).toBe('hello')
  expect(await reached(9, '127.0.0.1')).toBe('ECONNREFUSED')
  expect(await reachedAfter(10, '127.0.0.1')).toBe('ECONNREFUSED')
  expect(await (await fetch(url + '/database')).text()).toBe('ECONNREFUSED')
  expect(await new Promise((done) => get(url, (response) => done(reached(9, '127.0.0.1'), response.resume())))).toBe('ECONNREFUSED')
  const { port } = server.address()
  expect(await reachedAfter(port, '127.0.0.1')).toBe(port)
}

test('before interception', ownTraffic)
test('beside provider traffic', async () => {
  const answer = await fetch('https://api.openai.com/v1/models')
  expect((await answer.json()).url).toBe('/v1/models')
  // A request that no seam answers starts interception on sockets.
  await fetch('https://search.invalid/').catch(() => {})
  await ownTraffic()
  await ownTraffic()
  expect(await reachedAfter(81, 'search.invalid')).toMatch(/ENOTFOUND|EAI_AGAIN/)
})
test('Ollama is local, and a provider', async () => {
  const ask = (host) => fetch('http://' + host + ':11434/api/chat', { method: 'POST', body: '{"model":"llama"}' })
  for (const host of ['localhost', '127.0.0.1']) expect((await (await ask(host)).json()).url).toBe('/api/chat')
})
`

// An option that includes something has all connections to this machine looked at.
test.each([[[]], [['included.example.com']]])(
  "the user's own servers work as ever, and stand in no cassette: include %s",
  async (include) => {
    const project = new Project({ 'own.test.js': ownServers }, { options: { include } })
    const provider = await echoProvider()
    for (const args of [['--mode', 'record'], []]) {
      const run = await project.vitest(args, { env: { UPSTREAM: provider.url } })
      expect(failures(run.tests)).toEqual({})
      expect(run.exitCode).toBe(0)
      expect(provider.requests).toHaveLength(3)
    }
    const urls = project
      .files('__cassettes__')
      .flatMap((path) =>
        project.json(path).interactions.map(({ request }: { request: { url: string } }) => request.url),
      )
    expect(urls.sort()).toEqual([
      'http://127.0.0.1:11434/api/chat',
      'http://localhost:11434/api/chat',
      'https://api.openai.com/v1/models',
    ])
  },
)

function failures(
  tests: Readonly<Record<string, { status: string; errors: readonly string[] }>>,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(tests).flatMap(([name, { status, errors }]) => (status === 'passed' ? [] : [[name, errors]])),
  )
}
