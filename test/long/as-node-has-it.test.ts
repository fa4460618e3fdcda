import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

const functions = `
import dns from 'node:dns'
import { builtinModules, createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import http from 'node:http'
import { promisify } from 'node:util'
import { test } from 'vitest'

const found = new Map()
const walk = (holder, path) => {
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
    if (key === 'constructor' || typeof value !== 'function') continue
    const keys = Reflect.ownKeys(value).filter((key) => !['prototype', 'arguments', 'caller'].includes(key))
    found.set(path + '.' + key, [value.name, value.length, ...keys.map(String).sort()])
    if (typeof value.prototype === 'object') walk(value.prototype, path + '.' + key + '.prototype')
  }
}
test('the functions of Node', async () => {
  // The rest is replaced for it.
  await fetch('https://api.openai.com/v1/models').catch(() => {})
  walk({ fetch, http: http.request }, 'globalThis')
  walk(process, 'process')
  walk(dns.promises, 'dns.promises')
  for (const name of builtinModules.filter((name) => /^(child_process|dgram|dns|http2?|https|net|timers|tls|worker_threads)$/.test(name)))
    walk(createRequire(import.meta.url)(name), name)
  found.set('promisify', Object.keys(await promisify(dns.lookup)('localhost')))
  writeFileSync(process.env.FOUND, JSON.stringify(Object.fromEntries(found)))
})
`

test('a function of Node that is replaced has the name, the length and the properties that Node gives it', async () => {
  const project = new Project({ 'functions.test.js': functions })
  const foundBy = async (env: Record<string, string>): Promise<Record<string, unknown>> => {
    const run = await project.vitest([], { env: { ...env, FOUND: 'found.json' } })
    expect(run.tests['the functions of Node'], run.output).toBeDefined()
    return project.json('found.json') as Record<string, unknown>
  }
  const without = await foundBy({ CASSETTE_MODE: 'off' })
  expect(without).toMatchObject({
    'globalThis.fetch': ['fetch', 1, 'length', 'name'],
    promisify: ['address', 'family'],
  })
  expect(Object.keys(without).length).toBeGreaterThan(300)
  for (const CI of ['', '1']) expect(await foundBy({ CI })).toEqual(without)
})

const threads = `
import { writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'

const { env } = process
const cases = {
  plain: undefined,
  'a copy of the environment': { env: { ...env } },
  'an environment of its own': { env: { PROVIDER: env.PROVIDER } },
  'the shared environment': { env: SHARE_ENV },
  'options of its own': { execArgv: ['--trace-exit'] },
  'options of its own, and the shared environment': { execArgv: ['--trace-exit'], env: SHARE_ENV },
}
const says = {}
test.each(Object.keys(cases))('%s', async (name) => {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), cases[name])
  // Both may come in one turn.
  const [[said]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
  says[name] = said
  writeFileSync(env.SAYS, JSON.stringify(says))
})
test('an option that no thread takes', () => {
  expect(() => new Worker('', { eval: true, execArgv: ['--title=x'] })).toThrow('--title=x')
  expect(() => new Worker('', { eval: true, env: { NODE_OPTIONS: '--title=x' } })).toThrow('--title=')
})
`

const thread = `
import { parentPort } from 'node:worker_threads'
const { execArgv, env } = process
const asked = await fetch(env.PROVIDER + '/v1/thread').then(({ status }) => status, () => 'refused')
parentPort.postMessage({ execArgv, ahead: globalThis.ahead === true, asked })
`

test('a thread starts with the options that it has without the plugin, and asks no provider', async () => {
  const provider = await startProvider((_request, response) => void response.end('{}'))
  // Neither is for a thread: Node takes them for all threads of a process.
  const forProcess = ['--expose-gc', '--openssl-legacy-provider']
  const project = new Project(
    { 'threads.test.js': threads, 'thread.mjs': thread, 'ahead.cjs': 'globalThis.ahead = true' },
    {
      options: { include: [new URL(provider.url).host] },
      test: { execArgv: [...forProcess, '--require', './ahead.cjs'] },
    },
  )
  const saysOf = async (env: Record<string, string>): Promise<Record<string, { asked: unknown }>> => {
    const variables = {
      PROVIDER: provider.url,
      SAYS: 'says.json',
      NODE_OPTIONS: '--max-old-space-size=900 --openssl-legacy-provider',
    }
    const run = await project.vitest([], { env: { ...variables, ...env } })
    expect(run.tests['an option that no thread takes']?.status, run.output).toBe('passed')
    const errors = Object.values(run.tests).flatMap((outcome) => outcome.errors)
    expect(
      errors.filter((error) => !error.includes('CassetteUnseenError')),
      run.output,
    ).toEqual([])
    expect(errors).toHaveLength(env['CASSETTE_MODE'] === 'off' ? 0 : 6)
    return project.json('says.json') as Record<string, { asked: unknown }>
  }
  const without = await saysOf({ CASSETTE_MODE: 'off' })
  expect(Object.keys(without)).toHaveLength(6)
  expect(provider.requests).toHaveLength(6)
  const refused = Object.entries(without).map(([name, said]) => [name, { ...said, asked: 'refused' }])
  expect(await saysOf({})).toEqual(Object.fromEntries(refused))
  expect(provider.requests).toHaveLength(6)
})

const oddHosts = `
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { test } from 'vitest'
import { connectTo } from './connect.mjs'

test('hosts that no URL has', async () => {
  const server = createServer((_request, response) => response.end()).listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  const says = await connectTo(port)
  const code = 'console.log(JSON.stringify(await (await import("./connect.mjs")).connectTo(' + port + ')))'
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  writeFileSync(process.env.SAYS, JSON.stringify({ says, inChild: JSON.parse(stdout), stderr }))
  server.close()
})
`

const connect = `
import { get } from 'node:http'
import net from 'node:net'

const ends = (client) => new Promise((resolve) => {
  client.on('error', ({ code }) => resolve(code))
  client.on('connect', () => resolve('connected'))
  client.on('response', ({ statusCode }) => resolve(statusCode))
}).finally(() => client.destroy())
export async function connectTo(port) {
  const says = []
  // The last one is a host of this machine: all others came before it.
  for (const host of ['999.1.1.1', 'a b', '%', '', '::1%lo', '127.0.0.1'])
    for (const client of [() => net.connect(port, host), () => get({ host, port, agent: false })]) says.push([host, await ends(client())])
  return says
}
`

test('a host that no URL has is connected to, or not, as Node does, and breaks no later connection', async () => {
  const project = new Project({ 'odd-hosts.test.js': oddHosts, 'connect.mjs': connect })
  const saysOf = async (
    env: Record<string, string>,
  ): Promise<{ says: unknown[]; inChild: unknown; stderr: string }> => {
    const run = await project.vitest([], { env: { ...env, SAYS: 'says.json' } })
    expect(run.exitCode, run.output).toBe(0)
    return project.json('says.json') as { says: unknown[]; inChild: unknown; stderr: string }
  }
  const without = await saysOf({ CASSETTE_MODE: 'off' })
  expect(without).toMatchObject({ inChild: without.says, stderr: '' })
  expect(without.says).toHaveLength(12)
  expect(without.says[0]).toEqual(['999.1.1.1', 'ENOTFOUND'])
  for (const CASSETTE_MODE of ['replay', 'record']) expect(await saysOf({ CASSETTE_MODE })).toEqual(without)
})
