import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

const uploads = `
import http from 'node:http'
import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'vitest'
import { note } from './note.ts'

const { port } = new URL(process.env.PROVIDER)
const send = (path, give, options) => new Promise((done, fail) => {
  const request = http.request({ host: '127.0.0.1', port, path, method: 'POST', headers: { 'content-type': 'application/json' }, ...options }, (response) => {
    let text = ''
    response.on('data', (piece) => (text += piece)).on('end', () => done(text)).on('error', fail)
  })
  request.on('error', fail)
  give(request)
})
const get = (agent) => send('/v1/first', (request) => request.end(), { method: 'GET', agent })
// As axios does: its stream has nothing in the first turn.
const stream = (request) => {
  request.on('socket', (socket) => socket.setKeepAlive(true))
  const body = new PassThrough()
  body.pipe(request)
  void (async () => {
    for (const piece of ['{"model":', '"m"', '}']) {
      for (let turns = 0; turns < 5; turns++) await turn()
      body.write(piece)
    }
    body.end()
  })()
}
// It writes nothing before it is connected.
const whenConnected = (request) => request.on('socket', (socket) => {
  const write = () => request.end('{"model":"m"}')
  if (socket.connecting) socket.once('connect', write)
  else write()
})
const cases = {
  'over the connection of an earlier call': async (agent) => [await get(agent), await send('/v1/upload', stream, { agent })],
  'while another call has the only connection': (agent) => Promise.all([get(agent), send('/v1/upload', stream, { agent })]),
  'when the connection is there': async (agent) => [await get(agent), await send('/v1/upload', whenConnected, { agent })],
  'large': async (agent) => {
    const sent = await send('/v1/upload', (request) => {
      request.on('socket', () => {})
      setImmediate(() => request.write('x'.repeat(3e5), () => request.once('drain', () => request.end('end')).write('y'.repeat(3e5))))
    }, { agent })
    return sent.length
  },
  'to another path': async (agent) => [await get(agent), await send('/other', stream, { agent })],
  'to a host that may be a provider': (agent) => send('/v1/chat/completions', (request) => {
    request.on('socket', () => {})
    setImmediate(() => request.end('{"a":1}'))
  }, { agent, host: 'api.example.com', lookup: (name, { all }, done) => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)) }),
}
test.each(Object.entries(cases))('%s', async (name, ask) => {
  note(name, await ask(new http.Agent({ keepAlive: true, maxSockets: 1 })))
})
`

test('a body that comes late is recorded, whatever connection its client has free', async () => {
  const project = new Project(
    { ...noteModule, 'uploads.test.js': uploads },
    { options: { include: ['http://127.0.0.1:*/v1/*'] } },
  )
  const provider = await startProvider(
    ({ method, url, body }, response) => void response.end(`${method} ${url} ${body}`),
  )
  const seen: unknown[] = []
  const asked: unknown[] = []
  for (const CASSETTE_MODE of ['off', 'record', 'replay']) {
    const run = await project.vitest([], { env: { CASSETTE_MODE, PROVIDER: provider.url } })
    expect(run.exitCode, run.output).toBe(0)
    seen.push(takeNotes(project))
    asked.push(provider.requests.length)
  }
  const [bare, recorded, replayed] = seen
  expect(bare).toMatchObject({
    'over the connection of an earlier call': [['GET /v1/first ', 'POST /v1/upload {"model":"m"}']],
    'to a host that may be a provider': ['POST /v1/chat/completions {"a":1}'],
  })
  expect(recorded).toEqual(bare)
  expect(replayed).toEqual(bare)
  // A replay sends only the two that no cassette holds.
  expect(asked).toEqual([10, 20, 22])
})

const given = `
import http from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { note } from './note.ts'

const ways = {
  'destroy()': (request) => request.destroy(),
  'destroy(error)': (request) => request.destroy(new TypeError('enough')),
  'abort()': (request) => request.abort(),
  'a signal': (_, stop) => stop.abort(),
}
const times = {
  'in the first turn': () => {},
  'while its body comes': async () => { for (let turns = 0; turns < 5; turns++) await turn() },
}
const listeners = { 'a request': (request) => request, 'a request whose client listens for its socket': (request) => request.on('socket', () => {}) }
const events = async (way, time, listen) => {
  const stop = new AbortController()
  const request = http.request(process.env.PROVIDER + '/v1/upload', { method: 'POST', signal: stop.signal })
  const seen = []
  const closed = new Promise((done) => request.on('close', done))
  for (const event of ['abort', 'error', 'response']) request.on(event, (error) => seen.push([event, error?.name, error?.message, error?.code]))
  listen(request)
  await time()
  request.write('{"model":')
  await time()
  way(request, stop)
  await closed
  expect(request).toMatchObject({ destroyed: true, closed: true })
  return seen
}
for (const [first, listen] of Object.entries(listeners))
  for (const [second, way] of Object.entries(ways))
    for (const [third, time] of Object.entries(times))
      test([first, second, third].join(', '), async (context) => note(context.task.name, await events(way, time, listen)))
`

test('a client that gives its request up while it writes the body has the events that Node gives it', async () => {
  const project = new Project({ ...noteModule, 'given.test.js': given }, { options: { include: ['127.0.0.1:*'] } })
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const PROVIDER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const seen: unknown[] = []
  for (const CASSETTE_MODE of ['off', 'record', 'replay']) {
    const run = await project.vitest([], { env: { CASSETTE_MODE, PROVIDER } })
    expect(run.exitCode, run.output).toBe(0)
    seen.push(takeNotes(project))
  }
  const [bare, recorded, replayed] = seen
  expect(bare).toMatchObject({
    'a request, destroy(), while its body comes': [[['error', 'Error', 'socket hang up', 'ECONNRESET']]],
  })
  expect(recorded).toEqual(bare)
  expect(replayed).toEqual(bare)
})
