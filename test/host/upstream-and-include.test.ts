import { expect, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { json, startProvider } from '../support/provider.ts'

const files = {
  ...noteModule,
  'agent.test.ts': `
import { expect, test } from 'vitest'
import { note } from './note.ts'
const ask = async (url: string, init?: RequestInit) => (await fetch(url, init)).json()
const post = (url: string, body: unknown) => ask(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

test('an agent with tools', async () => {
  note('answers', [
    await ask('https://search.example.com/v1/search?q=books&api_key=secret'),
    await post('https://x1.vectors.example.com/collections/books/points/search', { vector: [0.5, 1], limit: 2 }),
    await post('https://api.openai.com/v1/chat/completions', { messages: [{ role: 'user', content: 'Which book?' }] }),
  ])
})
test('excluded hosts, and hosts that are not included', async () => {
  const send = (url: string) => fetch(url, { method: 'POST', body: '{}', signal: AbortSignal.timeout(5_000) }).then(() => 'answered', () => 'not answered')
  note('outside', [await send(process.env.LOCAL + '/v1/chat/completions'), await send(process.env.LOCAL + '/index/health')])
})
`,
}

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const { GATEWAY, SEARCH, LOCAL } = process.env
export default defineConfig({
  plugins: [cassettes({
    include: ['https://search.example.com/v1/*', '*.vectors.example.com', new URL(LOCAL).host],
    exclude: ['http://127.0.0.1:*/*/health', 'http://127.0.0.1:*/v1/*'],
    ...(GATEWAY && { upstream: { 'https://search.example.com': SEARCH, '*': GATEWAY + '/gateway?team=1' } }),
  })],
})
`

test("tools' APIs are recorded when they are included, and live calls go where upstream says", async () => {
  const search = await startProvider((_request, response) => json(response, 200, { found: ['a book'] }))
  const gateway = await startProvider(({ url, headers }, response) =>
    json(response, 200, { url, origin: headers['x-cassette-origin'] }),
  )
  const local = await startProvider((_request, response) => json(response, 200, {}))
  const project = new Project({ 'vitest.config.js': config, ...files })
  const LOCAL = local.url
  const recorded = await project.vitest(['--mode', 'record'], {
    env: { GATEWAY: gateway.url, SEARCH: search.url, LOCAL },
  })
  expect(recorded.exitCode, recorded.output).toBe(0)
  const answers = [
    { found: ['a book'] },
    { url: '/gateway/collections/books/points/search?team=1', origin: 'https://x1.vectors.example.com' },
    { url: '/gateway/v1/chat/completions?team=1', origin: 'https://api.openai.com' },
  ]
  const notes = { answers: [answers], outside: [['answered', 'answered']] }
  expect(takeNotes(project)).toEqual(notes)
  expect(search.requests.map(({ url, headers }) => [url, headers['x-cassette-origin']])).toEqual([
    ['/v1/search?q=books&api_key=secret', 'https://search.example.com'],
  ])

  // The cassette keeps the canonical URLs: without any upstream, and offline, it answers.
  const path = '__cassettes__/agent.test.ts/an-agent-with-tools.json'
  expect(project.json(path).interactions.map(({ request }: any) => request.url)).toEqual([
    'https://search.example.com/v1/search?q=books&api_key=[REDACTED:api-key]',
    'https://x1.vectors.example.com/collections/books/points/search',
    'https://api.openai.com/v1/chat/completions',
  ])
  expect(project.files('__cassettes__')).toEqual([path])
  const replayed = await project.vitest([], { env: { LOCAL } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)).toEqual(notes)
  expect([search.requests.length, gateway.requests.length, local.requests.length]).toEqual([1, 2, 4])
})
