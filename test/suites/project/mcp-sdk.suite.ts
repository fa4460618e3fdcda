// Clients and servers of the MCP SDK, over local HTTP and in memory, as in its own tests.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

function orders(): McpServer {
  const server = new McpServer({ name: 'orders', version: '1.0.0' })
  server.registerTool('look_up', { inputSchema: { number: z.string() } }, ({ number }) => ({
    content: [{ type: 'text', text: `order ${number}` }],
  }))
  return server
}

let http: Server
let url: URL
const methods: string[] = []

beforeAll(async () => {
  http = createServer(async (request, response) => {
    methods.push(request.method ?? '')
    const transport = new StreamableHTTPServerTransport()
    await orders().connect(transport as Transport)
    await transport.handleRequest(request, response)
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`)
})
afterAll(() => {
  http.closeAllConnections()
  http.close()
})

async function lookUp(transport: Transport): Promise<unknown> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport)
  const { content } = await client.callTool({ name: 'look_up', arguments: { number: '4711' } })
  await client.close()
  return content
}

test('a tool over local HTTP', async () => {
  const content = await lookUp(new StreamableHTTPClientTransport(url) as Transport)
  expect(content).toEqual([{ type: 'text', text: 'order 4711' }])
  expect(methods.filter((method) => method === 'POST')).toHaveLength(3)
})

test('a tool in memory', async () => {
  const [client, server] = InMemoryTransport.createLinkedPair()
  await orders().connect(server)
  expect(await lookUp(client)).toEqual([{ type: 'text', text: 'order 4711' }])
})
