import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider, json, startProvider } from '../support/provider.ts'

const mocks = `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { ask } from './ask.ts'

const server = setupServer(http.post('https://api.anthropic.com/v1/messages', () => HttpResponse.json({ mine: 'always' })))
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())
const completions = 'https://api.openai.com/v1/chat/completions'
const mine = { choices: [{ message: { content: 'Mine' } }] }

test('a handler of the server', async () => {
  const answer = await fetch('https://api.anthropic.com/v1/messages', { method: 'POST', body: '{"model":"m","messages":[]}' })
  expect(await answer.json()).toEqual({ mine: 'always' })
})
test('a handler of the test', async () => {
  server.use(http.post(completions, () => HttpResponse.json(mine), { once: true }))
  expect(await ask('Mocked')).toBe('Mine')
  expect(await ask('After it')).toBe('You said: After it')
})
test('a handler that only looks', async () => {
  const seen: unknown[] = []
  server.use(http.post(completions, async ({ request }) => void seen.push(await request.json())))
  expect(await ask('Looked at')).toBe('You said: Looked at')
  expect(seen).toHaveLength(1)
})
test('telemetry', async () => {
  server.use(http.post('https://o1.ingest.sentry.io/*', () => HttpResponse.json({ id: 'mine' })))
  expect(await (await fetch('https://o1.ingest.sentry.io/api/1/envelope/', { method: 'POST' })).json()).toEqual({ id: 'mine' })
})
test('a stub of fetch', async () => {
  vi.stubGlobal('fetch', async () => Response.json(mine))
  expect(await ask('Stubbed')).toBe('Mine')
  vi.unstubAllGlobals()
})
`

const mockAgent = `
import { MockAgent, fetch as undiciFetch } from 'undici'
import { expect, test } from 'vitest'

const completions = 'https://api.openai.com/v1/chat/completions'
const mine = { choices: [{ message: { content: 'Mine' } }] }

test('a mock agent of undici, and what it leaves', async () => {
  const agent = new MockAgent()
  const mocked = agent.get('https://api.openai.com')
  mocked.intercept({ path: '/v1/chat/completions', method: 'POST', body: (body) => body.includes('Agent') }).reply(200, mine)
  const askBy = async (content: string) => {
    const body = JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
    const response = await undiciFetch(completions, { method: 'POST', headers: { 'content-type': 'application/json' }, body, dispatcher: agent })
    return (await response.json()).choices[0].message.content
  }
  expect(await askBy('Agent')).toBe('Mine')
  expect(await askBy('Left')).toBe('You said: Left')
  await agent.close()
})
`

/** The `undici` package and `fetch` share their connections, and a server of MSW answers `fetch` alone. */
const shared = (listens: 'at the start' | 'later'): string => `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from 'undici'
import { ask } from './ask.ts'

const completions = 'https://api.openai.com/v1/chat/completions'
const server = setupServer()
afterAll(() => server.close())
${listens === 'at the start' ? 'beforeAll(() => server.listen())' : ''}
test('by the package', async () => {
  const body = JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'By undici' }] })
  const answer = await (await request(completions, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).body.json()
  expect(answer.choices[0].message.content).toBe('You said: By undici')
})
test('by fetch, with a handler', async () => {
  ${listens === 'later' ? 'server.listen()' : ''}
  server.use(http.post(completions, () => HttpResponse.json({ choices: [{ message: { content: 'Mine' } }] }), { once: true }))
  expect(await ask('Mocked')).toBe('Mine')
  expect(await ask('After it')).toBe('You said: After it')
})
`

/** One connection for all tests: a request may be written in the async context of another test. */
const kept = `
import { setupServer } from 'msw/node'
import { Agent, request } from 'node:https'
import { afterAll, expect, test } from 'vitest'
import { cassetteHandlers } from 'vitest-cassette/msw'

const server = setupServer(...cassetteHandlers())
server.listen()
// Vitest runs the file that takes longest first, and the others are in the same process.
afterAll(() => server.close())
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const ask = (content: string) => new Promise<string>((resolve, reject) => {
  const body = JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
  request('https://api.openai.com/v1/chat/completions', { agent, method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
    let text = ''
    response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(JSON.parse(text).choices[0].message.content))
  }).on('error', reject).end(body)
})
test.concurrent.for(['one', 'two', 'three'])('asks %s', async (name) => {
  for (const turn of [1, 2]) expect(await ask(name + turn)).toBe('You said: ' + name + turn)
})
`

test("a user's mock of a provider answers in every mode; what it leaves comes from the cassette, without a warning", async () => {
  const project = new Project({
    ...askModule,
    'mocks.test.ts': mocks,
    'kept.test.ts': kept,
    'mock-agent.test.ts': mockAgent,
  })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(3 + 6)
  expect(project.files('__cassettes__/mocks.test.ts').map((path) => questionsIn(project, path))).toEqual([
    ['After it'],
    ['Looked at'],
  ])
  expect(project.files('__cassettes__/mock-agent.test.ts').map((path) => questionsIn(project, path))).toEqual([
    ['Left'],
  ])
  for (const name of ['one', 'two', 'three'])
    expect(questionsIn(project, `__cassettes__/kept.test.ts/asks-${name}.json`)).toEqual([`${name}1`, `${name}2`])
  const replayed = await project.vitest([], { env: { CI: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  for (const { output } of [recorded, replayed]) expect(output).not.toContain('[MSW]')
})

test("a user's mock answers fetch on a connection that the undici package has opened", async () => {
  // Each file in a process of its own: in another one, a fetch may have opened the connection.
  const files = { 'start.test.ts': shared('at the start'), 'later.test.ts': shared('later') }
  const project = new Project({ ...askModule, ...files }, { test: { isolate: true } })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(4)
  const replayed = await project.vitest([], { env: { CI: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
})

const late = `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { describe, expect, test } from 'vitest'

const url = process.env.PROVIDER + '/v1/chat/completions'
const body = JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hi' }] })
const requests = [{ method: 'POST', body }, { method: 'GET' }]
describe.for(requests)('$method', (request) => {
  test('a live call', async () => {
    const live = await fetch(url, { method: 'POST', body })
    expect((await live.json()).choices[0].message.content).toBe('You said: Hi')
  })
  test('a mock after it', async () => {
    const server = setupServer(http.all(url, () => HttpResponse.json({ from: 'me' })))
    server.listen()
    expect(await (await fetch(url, request)).json()).toEqual({ from: 'me' })
    server.close()
  })
  test('a live call after the mock', async () => {
    const error = await fetch(url, { method: 'POST', body: '{}' }).catch(({ cause }) => cause)
    expect(error).toMatchObject({ message: 'other side closed', code: 'UND_ERR_SOCKET' })
  })
})
`

test("a user's mock and the live calls of fetch do not share their connections", async () => {
  const provider = await startProvider(({ body }, response) => {
    if (body === '{}') response.destroy()
    else json(response, 200, { choices: [{ message: { content: 'You said: Hi' } }] })
  })
  const env = { PROVIDER: provider.url }
  const project = new Project({ 'late.test.ts': late }, { options: { include: ['127.0.0.1:*'], keepFailures: true } })
  const recorded = await project.vitest(['--mode', 'record'], { env })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(4)
  const replayed = await project.vitest([], { env: { ...env, CI: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  await provider.close()
})

const unknown = `
import { expect, test } from 'vitest'
const post = (url: string, body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) })
const outside = (url: string, body: object) => expect(post(url, body)).rejects.toThrow('fetch failed')

test('a form and a messenger of the app', async () => {
  await outside('https://forms.invalid/responses', { form: 7, answers: ['yes'] })
  await outside('https://messenger.invalid/v1/messages', { from: '1', to: '2', text: 'Hi' })
  await expect(fetch('https://llm.invalid/v1/models')).rejects.toThrow('fetch failed')
})
test('a gateway, and all that is asked of it from then on', async () => {
  await post('https://llm.invalid/v1/chat/completions', { model: 'm', messages: [] })
  expect((await fetch('https://llm.invalid/v1/models')).status).toBe(200)
  const form = new FormData()
  form.set('file', new Blob(['RIFF']), 'a.wav')
  form.set('model', 'whisper')
  expect((await fetch('https://speech.invalid/v1/audio/transcriptions', { method: 'POST', body: form })).status).toBe(200)
})
`

test('an unknown host is a provider where the path and the body say so', async () => {
  const project = new Project({ 'unknown.test.ts': unknown })
  const provider = await startProvider((_request, response) => json(response, 200, { data: [] }))
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /v1/chat/completions',
    'GET /v1/models',
    'POST /v1/audio/transcriptions',
  ])
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Calls  3 offline')
})
