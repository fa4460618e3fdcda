import { expect, test } from 'vitest'
import { noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'

const source = `
import https from 'node:https'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { note } from './note.ts'

const headers = { 'content-type': 'application/json' }
const post = async (url: string, body: unknown, init: object = {}) => {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), ...init })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}
const chat = async (client: OpenAI, content: any) =>
  (await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] })).choices[0]!.message.content
const viaNode = (url: string) => new Promise((done, fail) => {
  const request = https.request(url, { method: 'POST', headers }, async (response) => {
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    done(text)
  })
  request.on('error', fail).end('{"model":"m","messages":[{"role":"user","content":"from node"}]}')
})

test.each(['anthropic', 'events', 'page', 'ndjson', 'lie', 'empty'])('another format: %s', async (kind) => {
  note(kind, await post('https://api.openai.com/v1/chat/completions?format=' + kind, { messages: [] }))
})
test.each(['text', 'number'])('an odd status line: %s', async (kind) => {
  const url = 'https://api.openai.com/v1/chat/completions?status=' + kind
  const response = await fetch(url, { method: 'POST', headers, body: '{"messages":[]}' })
  note('status ' + kind, [response.status, response.statusText, await response.text()])
  note('status ' + kind, await viaNode(url))
})
test('a local server with odd paths', async () => {
  for (const path of ['/odd//paths/v9.1', '/with%20blank/é', '/tenant:1/(x)'])
    note('local', await chat(new OpenAI({ baseURL: 'http://localhost:' + process.env.PORT + path }), path))
})
test('an unknown provider', async () => {
  note('unknown', await post('https://llm.example.com/generate;v=2', { prompt: 'Hi' }))
  note('unknown', await post('https://llm.example.com/', 'just text'))
  note('unknown', await (await fetch('https://llm.example.com/jobs/1')).json())
})
test('a gateway with a prefix and a port', async () => {
  note('prefix', await chat(new OpenAI({ baseURL: 'https://gateway.example.com:8443/team/a/openai/v1/' }), 'prefix'))
})
test('credentials in the address', async () => {
  note('credentials', await viaNode('https://me:p%40ss-word@gateway.example.com/v1/chat/completions'))
})
test('an internationalized host', async () => {
  note('idn', await chat(new OpenAI({ baseURL: 'https://künstlich.example/v1' }), 'idn'))
  note('idn', await post('https://例え.テスト/frage', { q: 1 }))
})
test('an image of 2 MB', async () => {
  const url = 'data:image/png;base64,' + Buffer.alloc(2 * 1024 * 1024, 'pixels').toString('base64')
  note('image', await chat(new OpenAI(), [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url } }]))
})
test('200 requests at once', async () => {
  const client = new OpenAI({ maxRetries: 0 })
  const words = Array.from({ length: 200 }, (_, index) => 'question ' + index)
  expect(await Promise.all(words.map((word) => chat(client, word)))).toEqual(words.map((word) => 'You said: ' + word))
})
test.runIf(process.env.MISS)('another image', async () => {
  const url = 'data:image/png;base64,' + Buffer.alloc(2 * 1024 * 1024, 'PIXELS').toString('base64')
  await chat(new OpenAI(), [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url } }]).catch(() => {})
})
`

/** Status lines that clients read, though few servers would send them. */
const statusLines: Record<string, string> = {
  text: '200 Sch\xf6n \x07x',
  number: '799 Odd',
}

/** Answers that are not what a chat completion looks like. */
const formats: Record<string, [type: string, text: string]> = {
  anthropic: [
    'application/json',
    '{"type":"message","content":[{"type":"text","text":"Hi"}],"usage":{"input_tokens":1}}',
  ],
  events: ['text/event-stream', 'event: content_block_delta\ndata: {"delta":{"text":"Hi"}}\n\n'],
  page: ['text/html; charset=utf-8', '<html>Bad gateway — é</html>'],
  ndjson: ['application/x-ndjson', '{"response":"H"}\n{"response":"i","done":true}\n'],
  lie: ['application/json', 'data: {"choices":null}\n\ndata: [DONE]\n\n'],
  empty: ['application/json', ''],
}

test('providers that are odd, unknown, far away or large are recorded and replayed as they are', async () => {
  const provider = await startProvider((request, response) => {
    const format = formats[new URL(request.url, 'http://x').searchParams.get('format') ?? '']
    if (format !== undefined) return void response.writeHead(200, { 'content-type': format[0] }).end(format[1])
    const line = statusLines[new URL(request.url, 'http://x').searchParams.get('status') ?? '']
    if (line !== undefined) {
      const raw = `HTTP/1.1 ${line}\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok`
      return void response.socket?.end(raw, 'latin1')
    }
    if (!request.body.includes('"messages"')) return json(response, 200, { url: request.url, body: request.body })
    const { content } = (JSON.parse(request.body) as { messages: Array<{ content: unknown }> }).messages.at(-1)!
    json(response, 200, chatCompletion(`You said: ${typeof content === 'string' ? content : request.body.length}`))
  })
  const project = new Project(
    { ...noteModule, 'odd.test.ts': source },
    { test: { testTimeout: 60_000 }, options: { include: ['localhost:*', 'llm.example.com', '例え.テスト'] } },
  )
  const { port } = new URL(provider.url)
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, { PORT: port }))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const first = takeNotes(project)
  const paths = provider.requests.map(({ url }) => url)
  await provider.close()

  const replayed = await project.vitest([], { env: { PORT: port, MISS: '1' } })
  const failed = Object.entries(replayed.tests).filter(([, { status }]) => status !== 'passed')
  expect(failed, replayed.output).toEqual([
    ['another image', { status: 'failed', errors: [expect.stringContaining('CassetteMissError')] }],
  ])
  expect(replayed.output.length).toBeLessThan(5_000)
  // A recording shows the app what the provider says, and stores what a `Response` may hold.
  expect(takeNotes(project)).toEqual({ ...first, 'status text': [[200, 'Sch?n ?x', 'ok'], 'ok'] })
  expect(replayed.output).toContain(`Calls  ${217 + 2 * Object.keys(statusLines).length} offline`)

  for (const [kind, [type, text]] of Object.entries(formats)) expect(first[kind]).toEqual([{ status: 200, type, text }])
  expect(first['status text']).toEqual([[200, 'Sch\ufffdn \x07x', 'ok'], 'ok'])
  expect(first['status number']).toEqual([[799, 'Odd', 'ok'], 'ok'])
  expect(first['local']).toHaveLength(3)
  expect(paths).toContain('/odd//paths/v9.1/chat/completions')
  expect(paths).toContain('/with%20blank/%C3%A9/chat/completions')
  expect(paths).toContain('/team/a/openai/v1/chat/completions')
  expect(first['unknown']).toMatchObject([{ status: 200 }, { status: 200 }, { url: '/jobs/1' }])
  expect(first['prefix']).toEqual(['You said: prefix'])
  expect(first['image']).toEqual([expect.stringMatching(/^You said: 279\d{4}$/)])

  const urls = (name: string): string[] =>
    project.json(`__cassettes__/odd.test.ts/${name}.json`).interactions.map(({ request }: any) => request.url)
  expect(urls('a-gateway-with-a-prefix-and-a-port')).toEqual([
    'https://gateway.example.com:8443/team/a/openai/v1/chat/completions',
  ])
  expect(urls('an-internationalized-host')).toEqual([
    'https://xn--knstlich-65a.example/v1/chat/completions',
    'https://xn--r8jz45g.xn--zckzah/frage',
  ])
  const withPassword = project.read('__cassettes__/odd.test.ts/credentials-in-the-address.json')
  expect(withPassword).toContain('https://gateway.example.com/v1/chat/completions')
  for (const secret of ['p%40ss-word', 'p@ss-word', btoa('me:p@ss-word')]) expect(withPassword).not.toContain(secret)
})
