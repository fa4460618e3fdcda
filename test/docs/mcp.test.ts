import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { startMcpServer } from '../support/mcp-server.ts'
import { Project } from '../support/project.ts'
import { codeBlocks } from './markdown.ts'

const page = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/mcp.md'), 'utf8')
const [config = '', agent = '', ports = ''] = codeBlocks(page)
  .filter(({ language }) => language === 'ts')
  .map(({ text }) => text)

/** A small client with a background stream. */
const client = `
let last = 0
export async function connect(url: string) {
  const closing = new AbortController()
  let session = {}
  const accept = { accept: 'application/json, text/event-stream' }
  const post = async (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    const response = await fetch(url, { method: 'POST', headers: { ...accept, 'content-type': 'application/json', ...session }, body })
    const id = response.headers.get('mcp-session-id')
    if (id !== null) session = { 'mcp-session-id': id }
    const [, data = '{}'] = /^data: (.*)$/m.exec(await response.text()) ?? []
    return JSON.parse(data)
  }
  await post({ method: 'initialize', id: ++last })
  await post({ method: 'notifications/initialized' })
  const stream = await fetch(url, { headers: { accept: 'text/event-stream', ...session }, signal: closing.signal })
  return {
    async callTool(name: string, input: object) {
      const { result } = await post({ method: 'tools/call', params: { name, arguments: input }, id: ++last })
      return result.content[0].text
    },
    async close() {
      closing.abort()
    },
  }
}
`

test('the snippets of the page about MCP do what they say', async () => {
  const server = await startMcpServer()
  const upstream = "...(process.env.UPSTREAM && { upstream: { '*': process.env.UPSTREAM } }),"
  const project = new Project({
    'vitest.config.ts': config.replace('cassettes({', `cassettes({ ${upstream}`),
    'ports.ts': ports,
    'client.ts': client,
    'test/agent.test.ts': agent.replace(/^declare function connect.*$/m, "import { connect } from '../client.ts'"),
    'test/ports.test.ts': "import { test } from 'vitest'\ntest('takes these options', () => import('../ports.ts'))\n",
  })
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: server.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await server.close()
  const cassette = project.json('__cassettes__/test/agent.test.ts/looks-the-order-up.json')
  expect(JSON.stringify(cassette)).toContain('[REDACTED:mcp-session-id.1]')

  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Cassettes  1 replayed')
})
