import { expect, test } from 'vitest'
import { startMcpServer } from '../support/mcp-server.ts'
import { Project } from '../support/project.ts'

/** A client of MCP that shows what it is given, and whose ids begin at another number in each run. */
const client = {
  'client.ts': `
const base = process.env.SERVER!
let last = Number(process.env.FIRST_ID)
export const events = { accept: 'text/event-stream' }

export function message(method: string, params: object = {}): any {
  return { jsonrpc: '2.0', method, params, id: ++last }
}
export function toolCall(order: string): any {
  const call = message('tools/call', { name: 'lookUp', arguments: { order } })
  call.params._meta = { progressToken: call.id }
  return call
}
export async function post(path: string, body: object, headers: object = {}): Promise<{ session: string | null; got: any[] }> {
  const accept = 'application/json, text/event-stream'
  const response = await fetch(new URL(path, base), {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  const got = text.startsWith('{') ? [JSON.parse(text)] : [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!))
  return { session: response.headers.get('mcp-session-id'), got }
}
export function open(path: string, signal?: AbortSignal): Promise<Response> {
  return fetch(new URL(path, base), { headers: events, ...(signal && { signal }) })
}
export async function* messagesOn(response: Response): AsyncGenerator<any> {
  let text = ''
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const parts = (text + piece).split('\\n\\n')
    text = parts.pop()!
    for (const part of parts) {
      const data = /^data: (.*)$/m.exec(part)![1]!
      yield data.startsWith('{') ? JSON.parse(data) : data
    }
  }
}
`,
}

const tests = {
  'mcp.test.ts': `
import { expect, test } from 'vitest'
import { message, messagesOn, open, post, toolCall } from './client.ts'
const isReplay = process.env.REPLAY === '1'

test.each(['/mcp', '/json'])('answers of %s have the id that was asked', async (path) => {
  const { session } = await post(path, message('initialize'))
  expect(session === null).toBe(path === '/json')
  const call = toolCall('4711')
  if (path === '/mcp') expect(session).toMatch(isReplay ? /^\\[REDACTED:mcp-session-id\\.1\\]$/ : /^[0-9a-f-]{36}$/)
  const { got } = await post(path, call, session === null ? {} : { 'mcp-session-id': session })
  expect(got.at(-1)).toEqual({ jsonrpc: '2.0', id: call.id, result: { id: 1, content: [{ type: 'text', text: '4711 is sent' }] } })
  if (path === '/mcp') expect(got[0].params.progressToken).toBe(call.id)
})

test('on one stream, each answer comes after its request', async () => {
  const stream = messagesOn(await open('/sse'))
  const { value: endpoint } = await stream.next()
  const calls = ['1', '2', '3'].map(toolCall)
  for (const call of calls) {
    const next = stream.next()
    const first = await Promise.race([next, new Promise((later) => setTimeout(later, 60, 'nothing'))])
    expect(first).toBe('nothing')
    await post(endpoint, call)
    expect((await next).value.params.progressToken).toBe(call.id)
    const { value } = await stream.next()
    expect([value.id, value.result.content[0].text]).toEqual([call.id, call.params.arguments.order + ' is sent'])
  }
})

test('a background stream may be missing', async () => {
  const aborter = new AbortController()
  if (!isReplay) await open('/mcp', aborter.signal)
  const { session } = await post('/mcp', message('initialize'))
  aborter.abort()
  expect(session).not.toBe(null)
})

test('a background stream may be new', async () => {
  await post('/mcp', message('initialize'))
  if (isReplay) expect((await open('/mcp')).status).toBe(405)
})

test('nobody closes the stream', { timeout: 5_000 }, async () => {
  await post('/mcp', message('initialize'))
  expect((await open('/mcp')).status).toBe(200)
})

test('another tool call', async () => {
  await post('/json', toolCall(isReplay ? '4712' : '4711'))
})

test('another stream', async () => {
  if (isReplay) await open('/sse?x')
  else await post('/json', message('ping'))
})
`,
}

/** The stream is in the cassette of the file, and the requests are in those of the tests. */
const shared = {
  'shared.test.ts': `
import { afterAll, beforeAll, expect, test } from 'vitest'
import { messagesOn, open, post, toolCall } from './client.ts'

const closing = new AbortController()
let stream: AsyncGenerator<any>
let endpoint: string
beforeAll(async () => {
  stream = messagesOn(await open('/sse', closing.signal))
  endpoint = (await stream.next()).value
})
afterAll(() => closing.abort())

test.each(['1', '2'])('a client of all tests asks %s', async (order) => {
  const call = toolCall(order)
  await post(endpoint, call)
  expect((await stream.next()).value.params.progressToken).toBe(call.id)
  expect((await stream.next()).value).toMatchObject({ id: call.id, result: { content: [{ text: order + ' is sent' }] } })
})
`,
}

test('a server of MCP is recorded and replayed', async () => {
  const server = await startMcpServer()
  const project = new Project({ ...client, ...tests, ...shared }, { options: { include: [new URL(server.url).host] } })
  const run = { SERVER: server.url, FIRST_ID: '1' }
  const recorded = await project.vitest(['--mode', 'record'], { env: run })
  expect(recorded.output).not.toContain('Error')
  expect(recorded.exitCode).toBe(0)
  const left = project.json('__cassettes__/mcp.test.ts/nobody-closes-the-stream.json').interactions
  expect(left.map(({ request, response }: any) => [request.method, response.aborted])).toEqual([
    ['POST', undefined],
    ['GET', true],
  ])
  const asked = server.requests.length
  await server.close()

  const replayed = await project.vitest([], { env: { ...run, FIRST_ID: '95', REPLAY: '1' } })
  const failed = Object.entries(replayed.tests).filter(([, { status }]) => status !== 'passed')
  expect(failed.map(([name, { errors }]) => `${name}: ${errors.at(-1)?.split('\n')[0]}`)).toEqual([
    expect.stringMatching(/^another tool call: CassetteMissError: No recorded answer: POST .*\/json/),
    expect.stringMatching(/^another stream: CassetteMissError: No recorded answer: GET .*\/sse/),
  ])
  expect(replayed.output).not.toContain('left the recorded order')
  expect(server.requests.length).toBe(asked)
})
