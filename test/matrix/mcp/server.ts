import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpHandler, McpServer as NewServer } from '@modelcontextprotocol/server'
import { z } from 'zod'

/** A server of MCP with all transports over HTTP, made with the packages of the protocol. */
export interface RealMcpServer {
  readonly url: string
  count(): number
  close(): Promise<void>
}

const input = { order: z.string() }
const found = (order: string): { content: Array<{ type: 'text'; text: string }> } => ({
  content: [{ type: 'text', text: `Order ${order} is sent` }],
})

function makeServer(): McpServer {
  const server = new McpServer({ name: 'orders', version: '1.0.0' }, { capabilities: { logging: {} } })
  server.registerTool('lookUp', { description: 'Looks an order up', inputSchema: input }, async ({ order }, extra) => {
    const progressToken = extra._meta?.progressToken
    if (progressToken !== undefined)
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress: 1, total: 2 },
      })
    return found(order)
  })
  server.registerTool('askBack', { description: 'Asks the user', inputSchema: input }, async ({ order }) => {
    const requestedSchema = { type: 'object' as const, properties: { name: { type: 'string' as const } } }
    const { content } = await server.server.elicitInput({ message: `Who ordered ${order}?`, requestedSchema })
    return { content: [{ type: 'text', text: `${String(content?.['name'])} ordered it` }] }
  })
  server.registerTool('change', { description: 'Adds a tool', inputSchema: input }, ({ order }) => {
    server.sendToolListChanged()
    return found(order)
  })
  return server
}

function makeNewServer(): NewServer {
  const server = new NewServer({ name: 'orders', version: '1.0.0' })
  server.registerTool('lookUp', { description: 'Looks an order up', inputSchema: z.object(input) }, ({ order }) =>
    found(order),
  )
  return server
}

/** Starts the server: a path for each transport. */
export async function startRealMcpServer(): Promise<RealMcpServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const streams = new Map<string, SSEServerTransport>()
  const handler = createMcpHandler(makeNewServer, { legacy: 'reject' })
  let count = 0

  const withSession = async (request: IncomingMessage, response: ServerResponse, body: any): Promise<void> => {
    let transport = sessions.get(String(request.headers['mcp-session-id']))
    if (transport === undefined && body?.method === 'initialize') {
      const opened = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (id) => void sessions.set(id, opened),
      })
      transport = opened
      await makeServer().connect(transport)
    }
    if (transport === undefined) return void response.writeHead(400).end()
    await transport.handleRequest(request, response, body)
  }
  const withoutSession = async (
    request: IncomingMessage,
    response: ServerResponse,
    body: any,
    isJson: boolean,
  ): Promise<void> => {
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end()
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: isJson })
    await makeServer().connect(transport)
    await transport.handleRequest(request, response, body)
  }
  const onOneStream = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'GET') return void response.writeHead(405).end()
    const transport = new SSEServerTransport('/messages', response)
    streams.set(transport.sessionId, transport)
    await makeServer().connect(transport)
  }
  const newer = async (request: IncomingMessage, response: ServerResponse, bytes: Buffer): Promise<void> => {
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
    const init = { method: request.method ?? '', headers, ...(bytes.length > 0 && { body: new Uint8Array(bytes) }) }
    const answer = await handler.fetch(new Request(`http://${request.headers.host}${request.url}`, init))
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    if (answer.body === null) return void response.end()
    Readable.fromWeb(answer.body as never).pipe(response)
  }

  const server = createServer(async (request, response) => {
    count += 1
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const body: any = bytes.length === 0 ? undefined : JSON.parse(bytes.toString())
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/stateful') return withSession(request, response, body)
    if (pathname === '/stateless') return withoutSession(request, response, body, false)
    if (pathname === '/json') return withoutSession(request, response, body, true)
    if (pathname === '/sse') return onOneStream(request, response)
    if (pathname === '/newer') return newer(request, response, bytes)
    await streams.get(searchParams.get('sessionId') ?? '')?.handlePostMessage(request, response, body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}
