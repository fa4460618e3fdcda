import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { json, startProvider, type Provider } from './provider.ts'

type Message = { readonly id?: unknown; readonly method?: string; readonly params?: any }

/**
 * Starts a small server of MCP with one tool: `/mcp` has sessions and answers with streams, `/json` has none and answers
 * with JSON, `/sse` is the older transport. It is stopped when the test that started it has finished.
 */
export async function startMcpServer(): Promise<Provider> {
  const streams = new Map<string, ServerResponse>()
  return startProvider(({ method, url, body, headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    const session = String(headers['mcp-session-id'] ?? '')
    if (method === 'DELETE') return void response.writeHead(200).end()
    if (method === 'GET') {
      if (pathname === '/json') return json(response, 405, {})
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      if (pathname !== '/sse') return
      const id = randomUUID()
      streams.set(id, response)
      return void response.write(`event: endpoint\ndata: /messages?sessionId=${id}\n\n`)
    }
    const message = JSON.parse(body) as Message
    if (pathname === '/messages') {
      const stream = streams.get(searchParams.get('sessionId') ?? '')!
      response.writeHead(202).end('Accepted')
      for (const answer of answersTo(message)) stream.write(eventOf(answer))
      return
    }
    if (message.id === undefined) return void response.writeHead(202).end()
    const answers = answersTo(message)
    if (pathname === '/json') return json(response, 200, answers.at(-1))
    if (session === '' && message.method !== 'initialize') return json(response, 400, {})
    response.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': session || randomUUID() })
    for (const answer of answers) response.write(eventOf(answer))
    response.end()
  })
}

const lookUp = {
  name: 'lookUp',
  inputSchema: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
}

function answersTo({ id, method, params }: Message): object[] {
  if (id === undefined) return []
  const answer = (content: object): object => ({ ...content, jsonrpc: '2.0', id })
  const result = resultOf(method, params)
  if (result === undefined) return [answer({ error: { code: -32_601, message: 'Method not found' } })]
  const progressToken = params?._meta?.progressToken as unknown
  const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken, progress: 1 } }
  return [...(progressToken === undefined ? [] : [progress]), answer({ result })]
}

function resultOf(method: string | undefined, params: any): object | undefined {
  const serverInfo = { name: 'orders', version: '1.0.0' }
  if (method === 'initialize') return { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo }
  if (method === 'tools/list') return { tools: [lookUp] }
  // A result may have an id of its own.
  if (method === 'tools/call') return { id: 1, content: [{ type: 'text', text: `${params.arguments.order} is sent` }] }
  return method === 'ping' ? {} : undefined
}

function eventOf(message: object): string {
  return `event: message\ndata: ${JSON.stringify(message)}\n\n`
}
