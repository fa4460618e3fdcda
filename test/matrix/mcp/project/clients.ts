import { createMCPClient } from '@ai-sdk/mcp'
import {
  Client as NewClient,
  SSEClientTransport as NewSse,
  StreamableHTTPClientTransport as NewHttp,
} from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { MCPServerSSE, MCPServerStreamableHttp } from '@openai/agents'

/** The things that an app sees of a server of MCP. */
export interface Seen {
  readonly tools: readonly string[]
  readonly text: string
  readonly more?: readonly unknown[]
}

type Use = (url: URL) => Promise<Seen>

const lookUp = { name: 'lookUp', arguments: { order: '4711' } }
const order = { order: '4711' }
const textOf = (result: any): string => (result.content ?? result)[0].text
const namesOf = (tools: any[]): string[] => tools.map(({ name }) => name).sort()

/** The packages of the protocol: all of them have the same methods. */
const official =
  (
    newClient: () => any,
    newTransport: (url: URL) => any,
    callWith: (client: any, call: object, options: object) => Promise<any>,
  ): Use =>
  async (url) => {
    const client = newClient()
    const transport = newTransport(url)
    await client.connect(transport)
    const more: unknown[] = []
    const { tools } = await client.listTools()
    const result = await callWith(client, lookUp, { onprogress: (progress: unknown) => more.push(progress) })
    await transport.terminateSession?.()
    await client.close()
    return { tools: namesOf(tools), text: textOf(result), more }
  }

/** The server asks the client, and tells it something that nobody has asked for. */
const bothWays =
  (newClient: () => any, newTransport: (url: URL) => any, elicit: unknown, changed: unknown): Use =>
  async (url) => {
    const client = newClient()
    const more: unknown[] = []
    const told = Promise.withResolvers<void>()
    client.setRequestHandler(elicit, (request: any) => {
      more.push(request.params.message)
      return { action: 'accept', content: { name: 'Ada' } }
    })
    client.setNotificationHandler(changed, () => told.resolve())
    await client.connect(newTransport(url))
    const { tools } = await client.listTools()
    const result = await client.callTool({ name: 'askBack', arguments: order })
    more.push(textOf(await client.callTool({ name: 'change', arguments: order })))
    await told.promise
    await client.close()
    return { tools: namesOf(tools), text: textOf(result), more }
  }

const aiSdk =
  (type: 'http' | 'sse'): Use =>
  async (url) => {
    const client = await createMCPClient({ transport: { type, url: url.href } })
    const tools: Record<string, any> = await client.tools()
    const result = await tools['lookUp'].execute(order, { toolCallId: 'call_1', messages: [] })
    await client.close()
    return { tools: Object.keys(tools).sort(), text: textOf(result) }
  }

const agents =
  (Server: any): Use =>
  async (url) => {
    const server = new Server({ url: url.href, name: 'orders' })
    await server.connect()
    const tools = await server.listTools()
    const result = await server.callTool('lookUp', order)
    await server.close()
    return { tools: namesOf(tools), text: textOf(result) }
  }

const info = { name: 'app', version: '1.0.0' }
const withForms = { capabilities: { elicitation: { form: {} } } }
const old = (transport: (url: URL) => any, hasProgress = true): Use =>
  official(
    () => new Client(info),
    transport,
    (client, call, options) => client.callTool(call, undefined, hasProgress ? options : {}),
  )
const newer = (transport: (url: URL) => any, hasProgress = true): Use =>
  official(
    () => new NewClient(info),
    transport,
    (client, call, options) => client.callTool(call, hasProgress ? options : {}),
  )
const modern: Use = official(
  () => new NewClient(info, { versionNegotiation: { mode: 'auto' } } as object),
  (url) => new NewHttp(url),
  (client, call, options) => client.callTool(call, options),
)

const http = (use: Use): Record<string, Use> => ({ stateful: use, stateless: use, json: use })

/** By row and column: the column is the path at the server. */
export const uses: Readonly<Record<string, Readonly<Record<string, Use>>>> = {
  '@modelcontextprotocol/sdk 1.x': {
    ...http(old((url) => new StreamableHTTPClientTransport(url))),
    // Over SSE, this client and the next may lose a progress that comes right before the result.
    sse: old((url) => new SSEClientTransport(url), false),
    'both ways': bothWays(
      () => new Client(info, withForms),
      (url) => new StreamableHTTPClientTransport(url),
      ElicitRequestSchema,
      ToolListChangedNotificationSchema,
    ),
  },
  '@modelcontextprotocol/client 2.x': {
    ...http(newer((url) => new NewHttp(url))),
    sse: newer((url) => new NewSse(url), false),
    newer: modern,
    'both ways': bothWays(
      () => new NewClient(info, withForms),
      (url) => new NewHttp(url),
      'elicitation/create',
      'notifications/tools/list_changed',
    ),
  },
  '@ai-sdk/mcp': { ...http(aiSdk('http')), sse: aiSdk('sse'), newer: aiSdk('http') },
  '@openai/agents': {
    ...http(agents(MCPServerStreamableHttp)),
    sse: agents(MCPServerSSE),
    newer: agents(MCPServerStreamableHttp),
  },
}
