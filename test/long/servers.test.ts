import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

/** An app behind a server that is started once for all tests of a file, and its clients. */
const appModule = {
  'app.ts': `
import { createServer, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { ask } from './ask.ts'
import { note } from './note.ts'

let models: Promise<string> | undefined
export const remember = () => (models ??= ask('which models?'))

export const server = createServer((request, response) => {
  note('headers', Object.keys(request.headers).concat(request.rawHeaders).filter((name) => /cassette/i.test(name)))
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', async () => {
    try {
      if (request.url === '/models') await remember()
      response.end(await ask(body))
    } catch (error) {
      response.writeHead(500).end(error.message)
    }
  })
})

export const listen = () => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
export const close = () => new Promise((done) => { server.close(done); server.closeAllConnections() })
const url = (path: string) => 'http://127.0.0.1:' + server.address().port + path

export const byFetch = async (body: string, path = '/') => (await fetch(url(path), { method: 'POST', body })).text()
export const byHttp = (body: string) => new Promise<string>((done, fail) => {
  const request = httpRequest(url('/'), { method: 'POST' }, async (response) => {
    let text = ''
    for await (const chunk of response) text += chunk
    done(text)
  })
  request.on('error', fail).end(body)
})
/** No client that the plugin knows. */
export const bySocket = (body: string) => new Promise<string>((done, fail) => {
  let text = ''
  const socket = connect(server.address().port, '127.0.0.1')
  socket.on('data', (chunk) => (text += chunk)).on('end', () => done(text.split('\\r\\n\\r\\n')[1])).on('error', fail)
  socket.write('POST / HTTP/1.0\\r\\ncontent-length: ' + body.length + '\\r\\n\\r\\n' + body)
})
`,
}

const oneByOne = `
import { afterAll, beforeAll, expect, test } from 'vitest'
import { test as cassetteTest } from 'vitest-cassette'
import { byFetch, byHttp, bySocket, close, listen } from './app.ts'
import { note } from './note.ts'

beforeAll(listen)
afterAll(close)

let attempts = 0
test('first', { retry: 1 }, async () => {
  if (process.env.FAIL) throw new Error('before it asks')
  note('first', await byFetch('same'))
  expect(++attempts).toBe(process.env.UPSTREAM ? 2 : 1)
})
cassetteTest('in a lane', async ({ cassette }) => {
  await cassette.lane('helper', () => byFetch('same'))
})
test('second', async () => {
  note('second', await byHttp('same'))
  note('second', await bySocket('same'))
})
`

const together = `
import { afterAll, beforeAll, test } from 'vitest'
import { byFetch, byHttp, bySocket, close, listen } from './app.ts'
import { note } from './note.ts'

beforeAll(listen)
afterAll(close)

for (const [name, ask] of Object.entries({ byFetch, byHttp }))
  test.concurrent.for([1, 2, 3])(name + ' %i', async (number, { task }) => {
    note(task.name, await ask('same for all'))
    note(task.name, await ask('only ' + number))
  })
`

const apart = `
import { afterAll, beforeAll, test } from 'vitest'
import { bySocket, close, listen } from './app.ts'
import { note } from './note.ts'

beforeAll(listen)
afterAll(close)

const answered = Promise.withResolvers<void>()
let asking = process.env.FAIL ? 1 : 2
test.concurrent.for([1, 2])('apart %i', async (number) => {
  if (process.env.FAIL && number === 1) throw new Error('before it asks')
  note('apart', await bySocket('question ' + number))
  if (--asking === 0) answered.resolve()
})
test.concurrent('runs beside them', () => answered.promise)
`

const remembered = `
import { afterAll, beforeAll, test } from 'vitest'
import { ask } from './ask.ts'
import { byFetch, close, listen, remember } from './app.ts'

beforeAll(listen)
beforeAll(async () => {
  if (process.env.BEFORE_ALL) await remember()
})
afterAll(close)

test('one', async () => void (await byFetch('one', '/models')))
test('two', async () => void (await byFetch('two', '/models')))
`

test('an answer that the app keeps for all tests: the pages lead to a recording that replays whole and in parts', async () => {
  const provider = await chatProvider()
  const project = new Project({ ...askModule, ...noteModule, ...appModule, 'models.test.ts': remembered })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(questionsIn(project, '__cassettes__/models.test.ts/one.json')).toEqual(['which models?', 'one'])
  expect((await project.vitest()).exitCode).toBe(0)

  const part = await project.vitest(['-t', 'two'])
  const advice = 'Another test of this file has recorded the same: "one".'
  expect(part.tests['two']?.errors.join()).toContain(advice)
  expect(part.output).toContain('beforeAll(() => …)')
  // As the page says: asked before all tests, and recorded again.
  const env = { BEFORE_ALL: '1' }
  const again = await project.vitest(['--mode', 'record'], recording(provider, env))
  expect(again.exitCode, again.output).toBe(0)
  for (const args of [[], ['-t', 'two'], ['-t', 'one']]) {
    const replayed = await project.vitest(args, { env })
    expect(replayed.exitCode, replayed.output).toBe(0)
  }
})

test('a server that beforeAll has started works for the test that sends it a request', async () => {
  let count = 0
  const provider = await chatProvider((question) => `${question} #${++count}`)
  const project = new Project({
    ...askModule,
    ...noteModule,
    ...appModule,
    'one.test.ts': oneByOne,
    'together.test.ts': together,
    'apart.test.ts': apart,
  })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const live = takeNotes(project)
  expect(live['headers']?.flat()).toEqual([])
  expect(questionsIn(project, '__cassettes__/one.test.ts/first.json')).toEqual(['same'])
  expect(questionsIn(project, '__cassettes__/one.test.ts/second.json')).toEqual(['same', 'same'])
  expect(project.json('__cassettes__/one.test.ts/in-a-lane.json').interactions).toMatchObject([{ lane: 'helper' }])
  for (const name of ['byFetch', 'byHttp'])
    for (const number of [1, 2, 3])
      expect(questionsIn(project, `__cassettes__/together.test.ts/${name}-${number}.json`)).toEqual([
        'same for all',
        `only ${number}`,
      ])
  expect(project.files('__cassettes__/apart.test.ts')).toEqual(['__cassettes__/apart.test.ts/[file].json'])

  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  const { first, apart: inFile, headers: _, ...others } = takeNotes(project)
  const { first: _live, apart: liveInFile, headers: _headers, ...liveOthers } = live
  expect(others).toEqual(liveOthers)
  // The retry of the recording got the answer that the first attempt has paid for.
  expect(new Set([..._live!, ...first!]).size).toBe(1)
  expect(inFile?.toSorted()).toEqual(liveInFile?.toSorted())

  const before = project.state()
  for (const args of [
    ['-t', 'second'],
    ['-t', 'byHttp 2'],
  ]) {
    const some = await project.vitest(args)
    expect(some.exitCode, some.output).toBe(0)
  }
  expect(takeNotes(project)['byHttp 2']).toEqual(live['byHttp 2'])
  const failed = await project.vitest(['--mode', 'record'], recording(provider, { FAIL: '1' }))
  expect(failed.exitCode).toBe(1)
  expect(project.state()).toEqual(before)
})

const bare = `
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { Client } from 'undici'

const servers = []
afterAll(() => servers.forEach((server) => server.close()))
const listen = async (server) => {
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server.address().port
}
const clients = {
  fetch: (port) => fetch('http://127.0.0.1:' + port).then((response) => response.text()),
  'node:http': async (port) => once((await once(http.get({ host: '127.0.0.1', port }), 'response'))[0].resume(), 'end'),
}
test.each(Object.entries(clients))('a server of node:net, and all headers of one of node:http: %s', async (_name, ask) => {
  let seen = ''
  const plain = await listen(net.createServer((socket) => socket.on('data', (piece) => {
    seen += piece
    socket.end('HTTP/1.1 204 No Content\\r\\nconnection: close\\r\\n\\r\\n')
  })))
  await ask(plain)
  const port = await listen(http.createServer(({ headers, rawHeaders, headersDistinct }, response) => {
    seen += JSON.stringify([headers, rawHeaders, headersDistinct])
    response.writeHead(204, { connection: 'close' }).end()
  }))
  await ask(port)
  expect(seen).toContain('"host":["127.0.0.1:' + port)
  expect(seen).not.toContain('cassette')
})
const switching = {
  'CONNECT of node:http': (host, port) => http.request({ host, port, method: 'CONNECT', path: 'a:1' }).on('error', () => {}).end(),
  'CONNECT of undici': (host, port) => void new Client('http://' + host + ':' + port).connect({ path: 'a:1' }).catch(() => {}),
  'an upgrade of node:http': (host, port) => http.get({ host, port, headers: { connection: 'Upgrade', upgrade: 'own' } }).on('error', () => {}),
  'an upgrade of undici': (host, port) => void new Client('http://' + host + ':' + port).upgrade({ path: '/' }).catch(() => {}),
  WebSocket: (host, port) => void new WebSocket('ws://' + host + ':' + port),
}
test.each(Object.entries(switching))('another protocol: %s', async (_name, ask) => {
  const switched = Promise.withResolvers()
  const take = (request, socket) => {
    socket.destroy()
    switched.resolve(request.rawHeaders.join())
  }
  ask('127.0.0.1', await listen(http.createServer().on('connect', take).on('upgrade', take)))
  expect(await switched.promise).not.toContain('cassette')
})
`

test('a server of the user sees no header of ours, whatever it speaks', async () => {
  const project = new Project({ 'bare.test.js': bare })
  const run = await project.vitest()
  expect(run.exitCode, run.output).toBe(0)
})
