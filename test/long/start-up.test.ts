import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, noteModule, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

/** Clients of a provider, two of them with a connection from before the plugin was there. */
const clients = `
import { connect } from 'node:http2'
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { Pool, ProxyAgent, fetch as undiciFetch } from 'undici'
import { note } from './note.ts'

const origin = process.env.PROVIDER
const before = globalThis.before
const viaHttp = (agent) => new Promise((done, fail) => {
  const outgoing = request(origin + '/v1/models', { agent }, (response) => response.resume().on('end', () => done('answered')))
  outgoing.on('error', fail).end()
})
const clients = {
  fetch: () => fetch(origin + '/v1/models'),
  'node:http': () => viaHttp(undefined),
  'node:http, kept connection': () => viaHttp(before.agent),
  undici: () => new Pool(origin).request({ path: '/v1/models', method: 'GET' }),
  'undici, kept connection': () => before.pool.request({ path: '/v1/models', method: 'GET' }),
  'behind a proxy of its own': () => undiciFetch('https://api.openai.com/v1/models', { dispatcher: new ProxyAgent(origin) }),
  'node:http2': () => new Promise((done, fail) => {
    const session = connect(origin.replace('127.0.0.1', 'localhost'))
    session.on('error', fail)
    session.request({ ':path': '/v1/models' }).on('error', fail).on('response', done)
  }),
  WebSocket: () => new Promise((done, fail) => {
    const socket = new WebSocket(origin.replace('http', 'ws'))
    socket.onopen = done
    socket.onerror = () => fail(new Error('not opened'))
  }),
}
test.each(Object.entries(clients))('%s', async (name, ask) => {
  note(name, await ask().then(() => 'answered', (error) => [error.code, error.cause?.code, error.message.split('\\n')[0]].filter(Boolean).join(' ')))
})
test('one that asks nobody', () => {})
`

const beforeModule = `
import { Agent, request } from 'node:http'
import { Pool } from 'undici'
const origin = process.env.PROVIDER
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const pool = new Pool(origin)
await new Promise((done) => request(origin + '/warm', { agent }, (response) => response.resume().on('end', done)).end())
await (await pool.request({ path: '/warm', method: 'GET' })).body.dump()
globalThis.before = { agent, pool }
`

const broken = {
  'an MSW of another shape': {
    files: {
      'node_modules/msw/package.json': '{ "name": "msw", "version": "3.9.9" }',
      'node_modules/msw/node_modules/@mswjs/interceptors/package.json': '{ "exports": { "./*": "./none.cjs" } }',
      'node_modules/msw/node_modules/@mswjs/interceptors/none.cjs': '',
    },
    says: '@mswjs/interceptors has no HttpRequestInterceptor',
    // Dispatchers of undici, agents of `node:http` and sessions of HTTP/2 are caught without MSW.
    caught: [
      'fetch',
      'node:http',
      'node:http, kept connection',
      'undici',
      'undici, kept connection',
      'behind a proxy of its own',
      'node:http2',
    ],
  },
  'a plugin that is not whole': {
    remove: 'node_modules/vitest-cassette/dist/first-request.cjs',
    says: 'ENOENT: no such file',
    caught: [],
  },
} as const

test.for(Object.entries(broken))(
  'with %s nothing reaches a provider past the cassettes, and every test that asks one so fails and says why',
  async ([, how]) => {
    const project = new Project(
      {
        ...askModule,
        ...noteModule,
        'clients.test.js': clients,
        'before.mjs': beforeModule,
        ...('files' in how && how.files),
      },
      { options: { include: ['127.0.0.1:*', 'localhost:*'] } },
    )
    if ('remove' in how) rmSync(project.path(how.remove))
    const provider = await startProvider((_request, response) => void response.end('{}'))
    const env = { PROVIDER: provider.url, NODE_OPTIONS: '--import=./before.mjs' }
    const isCaught = (name: string): boolean => (how.caught as readonly string[]).includes(name)
    for (const args of [[], ['--mode', 'record']]) {
      const run = await project.vitest(args, { env })
      const asked = provider.requests.filter(({ url }) => url !== '/warm')
      const live = ['fetch', 'node:http', 'node:http, kept connection', 'undici', 'undici, kept connection'].filter(
        isCaught,
      )
      expect(asked).toHaveLength(args.length === 0 ? 0 : live.length)
      expect(run.output).not.toContain('Unhandled')
      const { 'one that asks nobody': quiet, ...asking } = run.tests
      expect(quiet).toEqual({ status: 'passed', errors: [] })
      expect(Object.keys(asking)).toHaveLength(8)
      for (const [name, { errors, status }] of Object.entries(asking)) {
        if (isCaught(name)) {
          if (args.length === 0) expect(errors.join(), name).toContain('CassetteMissError')
          else if (live.includes(name)) expect(status, name).toBe('passed')
          continue
        }
        expect(errors, name).toHaveLength(1)
        expect(errors[0], name).toContain('CassetteStartError: Provider traffic cannot be answered')
        expect(errors[0], name).toContain(how.says)
      }
      const { WebSocket: socket, ...others } = takeNotes(project)
      expect(socket).toEqual(['not opened'])
      for (const [name, [outcome]] of Object.entries(others))
        if (!isCaught(name)) expect(outcome, name).toContain('CASSETTE_START')
    }
  },
)
