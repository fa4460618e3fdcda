import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider, startProvider } from '../support/provider.ts'

const leaves = `
import { createSocket } from 'node:dgram'
import { lookup, lookupService } from 'node:dns'
import { resolve4 } from 'node:dns/promises'
import { once } from 'node:events'
import { connect as http2 } from 'node:http2'
import { get } from 'node:https'
import { connect as tcp, createServer } from 'node:net'
import { connect as tls } from 'node:tls'
import { http, bypass, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { expect, test } from 'vitest'
import { note } from './note.ts'

interface Longer { of: string }
const failed = (emitter: any): Promise<string> => once(emitter, 'error').then(([error]: any) => error.code)

test('fetch', async () => {
  note('fetch', await fetch('https://status.example.com/api?secret=1').catch(({ cause }) => [cause.code, cause.message]))
})
test('twice', async () => {
  for (const turn of [1, 2]) await fetch('https://status.example.com/twice', { method: 'POST', body: String(turn) }).catch(() => {})
})
test('https', async () => {
  note('https', await failed(get('https://status.example.com/https')))
})
test('http2', async () => {
  const session = http2('https://status.example.com')
  session.request({ ':path': '/http2' }).on('error', () => {})
  note('http2', await failed(session))
})
test('tcp', async () => {
  const socket = tcp(5432, 'db.example.com', () => socket.write('hello'))
  note('tcp', await failed(socket))
})
test('waits', async () => {
  note('waits', await failed(tcp(5432, 'queue.example.com')))
})
test('reached', async () => {
  const socket = tcp(5432, 'health.example.com')
  await once(socket, 'connect')
  socket.end().destroy()
  await once(socket, 'close')
})
test('tls', async () => {
  const socket = tls({ host: 'db.example.com', port: 6380 })
  socket.on('secureConnect', () => socket.write('PING'))
  note('tls', await failed(socket))
})
test('socket', async () => {
  const socket = new WebSocket('wss://live.example.com/feed')
  await new Promise((ended) => socket.addEventListener('error', ended))
})
test('names', async () => {
  note('lookup', await new Promise((done) => lookup('db.example.com', (error: any) => done(error?.code))))
  note('resolve', await resolve4('db.example.com').catch((error) => error.code))
})
test('services', async () => {
  note('services', await new Promise((done) => lookupService('192.0.2.1', 22, (error: any) => done(error?.code))))
})
test('datagram', async () => {
  const socket = createSocket('udp4')
  note('datagram', await new Promise((done) => socket.send('x', 53, '192.0.2.1', (error: any) => done(error?.code))))
  socket.close()
})
test('past a server of your own', async () => {
  const server = setupServer(http.get('https://mock.example.com/me', () => HttpResponse.json({ name: 'you' })))
  server.listen({ onUnhandledRequest: 'bypass' })
  note('mocked', await (await fetch('https://mock.example.com/me')).json())
  note('bypass', await fetch(bypass('https://mock.example.com/me')).catch(({ cause }) => cause.code))
  server.close()
})
`

const stays = `
import { lookup } from 'node:dns/promises'
import { connect, createServer } from 'node:net'
import { createServer as web } from 'node:http'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
test('this machine', async () => {
  const server = web((_request, response) => response.end('here')).listen(0)
  await once(server, 'listening')
  const { port } = server.address() as any
  expect(await (await fetch('http://localhost:' + port)).text()).toBe('here')
  expect((await lookup('localhost')).address).toMatch(/127|::1/)
  await lookup(hostname()).catch(() => {})
  server.close()
})
test('an allowed address', async () => {
  const error = await fetch('http://allowed.invalid/').catch((error) => error)
  expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(error.cause.code)
})
`

test('in CI nothing leaves the machine, by any transport, and the test that asked fails with the line that did', async () => {
  const project = new Project(
    { ...noteModule, 'leaves.test.ts': leaves, 'stays.test.ts': stays },
    { options: { offline: 'strict', allow: ['*.invalid'] } },
  )
  const run = await project.vitest([], { env: { CI: '1' } })
  const notes = takeNotes(project)
  expect(notes).toEqual({
    fetch: [['ENOTFOUND', 'getaddrinfo ENOTFOUND status.example.com']],
    https: ['ENOTFOUND'],
    http2: ['ENOTFOUND'],
    tcp: ['ENOTFOUND'],
    waits: ['ENOTFOUND'],
    tls: ['ENOTFOUND'],
    lookup: ['ENOTFOUND'],
    resolve: ['ENOTFOUND'],
    services: ['ENETUNREACH'],
    datagram: ['ENETUNREACH'],
    mocked: [{ name: 'you' }],
    bypass: ['ENOTFOUND'],
  })
  const asked = (name: string): string[] =>
    (run.tests[name]?.errors ?? []).flatMap((error) =>
      [...error.matchAll(/OfflineRequestError: (.*) would have/g)].map(([, address = '']) => address),
    )
  expect(Object.fromEntries(Object.keys(run.tests).map((name) => [name, [...new Set(asked(name))]]))).toEqual({
    fetch: ['GET https://status.example.com/api'],
    twice: ['POST https://status.example.com/twice'],
    https: ['GET https://status.example.com/https'],
    http2: ['GET https://status.example.com/http2'],
    tcp: ['tcp db.example.com:5432'],
    waits: ['tcp queue.example.com:5432'],
    tls: ['tcp db.example.com:6380'],
    reached: ['tcp health.example.com:5432'],
    services: ['dns 192.0.2.1'],
    socket: ['WebSocket wss://live.example.com/feed'],
    names: ['dns db.example.com'],
    datagram: ['udp 192.0.2.1:53'],
    'past a server of your own': ['GET https://mock.example.com/me'],
    'this machine': [],
    'an allowed address': [],
  })
  expect(run.tests['an allowed address']?.status).toBe('passed')
  expect(run.tests['this machine']?.status).toBe('passed')
  // The page has the line of the request, in the file as it was written.
  const lineOf = (text: string): number => leaves.split('\n').findIndex((line) => line.includes(text)) + 1
  for (const [name, text] of [
    ['fetch', "fetch('https://status.example.com/api"],
    ['https', 'get('],
    ['tcp', 'tcp(5432'],
    ['datagram', 'socket.send'],
  ] as const)
    expect(run.output, name).toMatch(new RegExp(`❯ leaves\\.test\\.ts:${lineOf(text)}:`))
})

test('a recording run that CI is allowed asks the provider, through a proxy too, and nobody else; offline: false asks everybody', async () => {
  const project = new Project(
    {
      ...askModule,
      ...noteModule,
      'a.test.ts': `
import { lookup } from 'node:dns/promises'
import { expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'
test('asks', async () => note('failure', await ask('x').catch(({ cause }) => cause?.message)))
test('strays', async () => void (await fetch('https://stray.invalid/')))
withCassette('wraps', async ({ cassette }) => {
  const look = () => lookup('wrapped.invalid').then(() => 'found', () => 'failed')
  note('wrapped', await cassette.wrap('asks', async () => [await look(), await fetch('https://wrapped.invalid/').catch(() => 'failed')])())
})
`,
    },
    { options: { offline: 'strict' } },
  )
  const env = { CI: '1', CASSETTE_ALLOW_CI_RECORD: '1', UPSTREAM: 'http://provider.invalid' }
  const live = await project.vitest(['--mode', 'record'], { env })
  expect(live.tests['asks']?.errors.join()).toMatch(/CassetteRecordingError[^]*(ENOTFOUND|EAI_AGAIN)/)
  expect(live.tests['strays']?.errors.join()).toContain('GET https://stray.invalid/ would have left this machine')
  // A wrapped function is a recorded call as a whole.
  expect(live.tests['wraps'], live.output).toEqual({ status: 'passed', errors: [] })
  const proxy = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://proxy.invalid', HTTPS_PROXY: 'http://proxy.invalid' }
  const proxied = await project.vitest(['--mode', 'record'], { env: { ...env, ...proxy } })
  expect(takeNotes(project)['failure']?.at(-1)).toMatch(/(ENOTFOUND|EAI_AGAIN) proxy\.invalid/)
  expect(proxied.tests['asks']?.errors.join()).not.toContain('OfflineRequestError')
  expect(proxied.tests['strays']?.errors.join()).toContain(
    'CONNECT https://stray.invalid/ would have left this machine',
  )
  project.write('vitest.config.js', project.read('vitest.config.js').replace('"strict"', 'false'))
  const provider = await startProvider((_request, response) => void response.end())
  const open = await project.vitest(['-t', 'strays'], recording(provider, { CI: '1' }))
  expect(open.tests['strays']?.errors.join()).toMatch(/fetch failed/)
})

const child = `
import { connect } from 'node:http2'
import { get } from 'node:https'
import { lookup } from 'node:dns/promises'
import { connect as tcp } from 'node:net'
import { once } from 'node:events'
const ask = {
  fetch: () => fetch('https://status.example.com/'),
  https: () => once(get('https://status.example.com/'), 'response'),
  http2: () => once(connect('https://status.example.com/'), 'connect'),
  tcp: () => once(tcp(5432, 'db.example.com'), 'connect'),
  name: () => lookup('db.example.com'),
  here: () => fetch(process.env.HERE),
  allowed: () => fetch('http://allowed.invalid/'),
}
const asked = process.argv[2] ?? process.env.ASK
const failed = (error) => error.cause?.code ?? error.code
process.stdout.write(asked + ' ' + await ask[asked]().then(() => 'answered', failed) + '\\n')
process.exit()
`

const starts = `
import { exec, execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, 'child.mjs')
const [node] = [process.execPath]
const end = async (child) => {
  let output = ''
  child.stdout.on('data', (text) => (output += text))
  await once(child, 'close')
  return output
}
const inThread = async (options) => {
  const worker = new Worker(new URL('./child.mjs', import.meta.url), { stdout: true, ...options })
  let output = ''
  worker.stdout.on('data', (text) => (output += text))
  await once(worker, 'exit')
  return output
}
const bare = { PATH: process.env.PATH }

test.concurrent.each([
  ['spawn', () => end(spawn(node, [script, 'fetch']))],
  ['spawn, with an environment of its own', () => end(spawn(node, [script, 'https'], { env: bare }))],
  ['exec', () => end(exec(JSON.stringify(node) + ' ' + JSON.stringify(script) + ' http2'))],
  ['fork', () => end(fork(script, ['tcp'], { silent: true }))],
  ['a child of a child', () => end(spawn(node, ['-e', 'require("child_process").spawnSync(process.execPath, [process.argv[1], "name"], { stdio: "inherit", env: {} })', script]))],
  ['thread', () => inThread({ argv: ['tcp'] })],
  ['thread, with an environment of its own', () => inThread({ env: { ASK: 'fetch' } })],
  ['thread, with the environment of the test', () => inThread({ argv: ['name'], env: SHARE_ENV })],
])('%s', async (_name, start) => {
  expect(await start()).toMatch(/ENOTFOUND/)
})
test.each([
  ['spawnSync', () => spawnSync(node, [script, 'fetch']).stdout],
  ['spawnSync, without arguments', () => spawnSync(JSON.stringify(node) + ' ' + JSON.stringify(script), undefined, { shell: true, env: { ...bare, ASK: 'fetch' } }).stdout],
  ['execFileSync', () => execFileSync(node, [script, 'tcp'], { env: bare })],
  ['execSync', () => execSync(JSON.stringify(node) + ' ' + JSON.stringify(script) + ' name')],
])('%s', (_name, start) => {
  expect(String(start())).toMatch(/ENOTFOUND/)
})
test('this machine, and what is allowed', async () => {
  const server = createServer((_request, response) => response.end('here')).listen(0)
  await once(server, 'listening')
  const env = { ...process.env, HERE: 'http://localhost:' + server.address().port }
  expect(await end(spawn(node, [script, 'here'], { env }))).toBe('here answered\\n')
  expect(await end(spawn(node, [script, 'allowed']))).toMatch(/ENOTFOUND|EAI_AGAIN/)
  server.close()
})
`

test('nor does what a test starts in a process or a thread of its own, however that is started', async () => {
  const project = new Project(
    { 'child.mjs': child, 'starts.test.ts': starts },
    { options: { offline: 'strict', allow: ['*.invalid'] } },
  )
  for (const pool of ['forks', 'threads', 'vmThreads']) {
    const run = await project.vitest([`--pool=${pool}`], { env: { CI: '1' } })
    const asked = Object.entries(run.tests).map(([name, { errors }]) => {
      const all = errors.join('\n')
      return [name, all.match(/OfflineRequestError: (.*) would have/)?.[1] ?? all.split('\n', 1)[0]]
    })
    expect(Object.fromEntries(asked), run.output).toEqual({
      spawn: 'tcp status.example.com:443',
      'spawn, with an environment of its own': 'tcp status.example.com:443',
      exec: 'tcp status.example.com:443',
      fork: 'tcp db.example.com:5432',
      'a child of a child': 'dns db.example.com',
      thread: 'tcp db.example.com:5432',
      'thread, with an environment of its own': 'tcp status.example.com:443',
      'thread, with the environment of the test': 'dns db.example.com',
      spawnSync: 'tcp status.example.com:443',
      'spawnSync, without arguments': 'tcp status.example.com:443',
      execFileSync: 'tcp db.example.com:5432',
      execSync: 'dns db.example.com',
      'this machine, and what is allowed': '',
    })
    // The line of the script that asked, and the test that started it.
    expect(run.output).toMatch(/at {9}child\.mjs:\d+:\d+/)
    expect(run.output).toMatch(/test {7}spawnSync\n/)
  }
})

const inner = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test('asks', async () => expect(await ask('Hello')).toBe('You said: Hello'))
test('strays', async () => void (await fetch('https://status.example.com/')))
`

const outer = `
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
test.each(['--isolate', '--no-isolate'])('runs Vitest %s', (isolation) => {
  const env = { ...process.env, CI: undefined, VITEST: undefined, INNER: '1' }
  const { stdout, stderr } = spawnSync(process.execPath, [process.env.VITEST_BIN, 'run', '--reporter=verbose', isolation], { env, encoding: 'utf8' })
  expect(stdout.match(/✓ (later.)?inner.test.ts > asks/g), stdout + stderr).toHaveLength(2)
  expect(stderr.match(/OfflineRequestError: GET https:..status.example.com. would have left this machine/g)).toHaveLength(2)
})
`

test('a run that a test starts replays, and is offline as the test is', async () => {
  const project = new Project(
    {
      ...askModule,
      'inner.test.ts': inner,
      'later/inner.test.ts': inner.replace('./ask', '../ask'),
      'outer.test.ts': outer,
    },
    // The outer tests wait for whole runs.
    { test: { include: ['${INCLUDE}'], testTimeout: 60_000 } },
  )
  const config = project
    .read('vitest.config.js')
    .replace('"${INCLUDE}"', "process.env.INNER ? '**/inner.test.ts' : 'outer.test.ts'")
  // The inner runs are strict only because the outer run is.
  project.write('vitest.config.js', config.replace('...{}', "...(process.env.INNER ? {} : { offline: 'strict' })"))
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record', '-t', 'asks'], recording(provider, { INNER: '1' }))
  const run = await project.vitest([], { env: { CI: '1', VITEST_BIN: project.vitestBin } })
  expect(run.exitCode, run.output).toBe(0)
})

test('a host that is allowed at a port may be looked up too', async () => {
  const asks = `
import { connect } from 'node:net'
import { once } from 'node:events'
import { test } from 'vitest'
import { note } from './note.ts'
test('asks', async () => {
  const socket = connect(5432, 'db.invalid', () => socket.write('hello'))
  note('code', await once(socket, 'error').then(([error]: any) => error.code))
})
`
  const project = new Project({ ...noteModule, 'a.test.ts': asks }, { options: { allow: ['db.invalid:5432'] } })
  const run = await project.vitest([], { env: { CI: '1' } })
  expect(run.exitCode, run.output).toBe(0)
  expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(takeNotes(project)['code']?.[0])
})

const survives = `
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'

test('an app that survives', async () => {
  for (const _ of [1, 2]) await fetch('https://play.example.com/log', { method: 'POST' }).catch(() => {})
  for (const path of ['/v1/x', '/v2/x']) await fetch('https://api.invalid' + path).catch(() => {})
  await once(connect(443, '192.0.2.7', function () { this.write('x') }), 'error').catch(() => {})
  spawnSync(process.execPath, ['-e', 'fetch("https://child.example.com/").catch(() => {})'])
})
test('a process that must be killed dies', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'])
  await once(child.stdout, 'data')
  child.kill()
  expect((await once(child, 'exit'))[1]).toBe('SIGTERM')
  const late = spawnSync(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeout: 2000, killSignal: 'SIGKILL' })
  expect([late.signal, late.error.code]).toEqual(['SIGKILL', 'ETIMEDOUT'])
})
`

test('in CI, refused traffic fails no test that survives it, and is counted by host; allow takes paths', async () => {
  const project = new Project({ 'survives.test.ts': survives }, { options: { allow: ['https://api.invalid/v2/*'] } })
  const run = await project.vitest(['--outputFile.vitest-cassette=run.json'], { env: { CI: '1' } })
  expect(run.exitCode, run.output).toBe(0)
  const refused = { 'play.example.com': 2, 'api.invalid': 1, '192.0.2.7': 1, 'child.example.com': 1 }
  expect(project.json('run.json').otherTraffic).toEqual({ refused, passedThrough: { 'api.invalid': 1 } })
  expect(run.output).toMatch(/^ +Refused {2}play\.example\.com 2, .*child\.example\.com 1.* {3}the run is offline$/m)
})

const looksUp = `
import { lookup } from 'node:dns'
import { lookup as promised } from 'node:dns/promises'
import { expect, test } from 'vitest'
import { Agent, interceptors, request } from 'undici'

test('a client that looks up the name itself', async () => {
  const dispatcher = new Agent().compose(interceptors.dns())
  const body = '{"model":"m","messages":[]}'
  const answer = await request('https://api.openai.com/v1/chat/completions', { method: 'POST', body, dispatcher })
  expect(answer.statusCode).toBe(400)
})
test('names', async () => {
  expect(await promised('api.openai.com', { all: true })).toEqual([{ address: '192.0.2.1', family: 4 }])
  expect(await new Promise((done) => lookup('api.openai.com', (...answer) => done(answer)))).toEqual([null, '192.0.2.1', 4])
  expect(await promised('status.example.com').catch(({ code }) => code)).toBe('ENOTFOUND')
})
`

test('in an offline replay the name of a provider needs no look-up', async () => {
  const project = new Project({ 'names.test.js': looksUp })
  const run = await project.vitest([], { env: { CI: '1' } })
  expect(run.tests['a client that looks up the name itself']?.errors.join(), run.output).toContain(
    'CassetteMissError: No recorded answer: POST api.openai.com/v1/chat/completions',
  )
  expect(run.tests['names']?.status, run.output).toBe('passed')
})

const throughProxy = `
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { expect, test } from 'vitest'
import { Client } from 'undici'

const port = Number(process.env.PROXY)
const proxy = { host: '127.0.0.1', port }
const written = (line) => new Promise((done, fail) => {
  const socket = net.connect(proxy).on('data', () => socket.end()).on('error', fail).on('close', done)
  socket.write(line + ' HTTP/1.1\\r\\nhost: 127.0.0.1:' + port + '\\r\\n\\r\\n')
})
const sent = (options) => new Promise((done, fail) => {
  const request = http.request({ ...proxy, ...options }).on('error', fail).end()
  request.on('response', (response) => response.resume().on('end', done))
  request.on('connect', (_response, socket) => done(socket.destroy()))
})
const undici = () => new Client('http://127.0.0.1:' + port)
const ownTunnel = (host) => sent({ method: 'CONNECT', path: host + ':443', createConnection: () => net.connect(proxy) })
// Before anything else has been asked of a place outside.
test('a tunnel over a connection of its own', async () => {
  await expect(ownTunnel('status.example.com')).rejects.toThrow('getaddrinfo ENOTFOUND status.example.com')
})
test('a whole address over a connection that is kept', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  await sent({ path: '/kept', agent })
  await expect(sent({ path: 'http://status.example.com/', agent })).rejects.toThrow('getaddrinfo ENOTFOUND status.example.com')
})
const ways = {
  'a tunnel on a socket': (host) => written('CONNECT ' + host + ':443'),
  'a whole address on a socket': (host) => written('GET http://' + host + '/'),
  'a tunnel of node:http': (host) => sent({ method: 'CONNECT', path: host + ':443' }),
  'a tunnel of node:http over a connection of its own': ownTunnel,
  'a whole address of node:http': (host) => sent({ path: 'http://' + host + '/' }),
  'a tunnel of undici': async (host) => (await undici().connect({ path: host + ':443' })).socket.destroy(),
  'a whole address of undici': async (host) => (await undici().request({ method: 'GET', path: 'http://' + host + '/' })).body.dump(),
}
test.each(Object.entries(ways))('%s', async (_name, go) => {
  await go('allowed.example.com')
  await expect(go('status.example.com')).rejects.toThrow('getaddrinfo ENOTFOUND status.example.com')
})
test('a server of this machine', async () => {
  await sent({ path: '/own' })
  await written('GET /own')
})
`

test('nor does a request that a client gives to a proxy on this machine', async () => {
  const reached: string[] = []
  const proxy = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.end()
  }).on('connect', ({ url = '' }, socket) => {
    reached.push(url)
    socket.on('error', () => {})
    socket.end('HTTP/1.1 200 OK\r\n\r\n')
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const project = new Project({ 'proxy.test.js': throughProxy }, { options: { allow: ['allowed.example.com'] } })
  const env = { CI: '1', PROXY: String((proxy.address() as AddressInfo).port) }
  const run = await project.vitest(['--outputFile.vitest-cassette=run.json'], { env })
  expect(run.exitCode, run.output).toBe(0)
  const whole = 'http://allowed.example.com/'
  const tunnel = 'allowed.example.com:443'
  expect(reached).toEqual(['/kept', tunnel, whole, tunnel, tunnel, whole, tunnel, whole, '/own', '/own'])
  expect(project.json('run.json').otherTraffic.refused).toEqual({ 'status.example.com': 9 })
})
