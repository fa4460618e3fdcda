import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { Project, type Run } from '../../support/project.ts'
import { startProvider } from '../../support/provider.ts'
import { cell } from '../support/cell.ts'
import { serveEverything } from './everything.ts'

const installed = (path: string): string => join(import.meta.dirname, '../node_modules', path)

/** Differences between versions of Node and of SDKs: headers, boundaries, signatures, the protocol. */
const tests = `
import Anthropic from '@anthropic-ai/sdk'
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import OpenAI, { toFile } from 'openai'
import { expect, test } from 'vitest'

const messages = [{ role: 'user', content: 'Hi' }]
test('a chat', async () => {
  const answer = await new OpenAI().chat.completions.create({ model: 'm', messages })
  expect(answer.choices[0].message.content).toBe('Hello')
})
test('an upload', async () => {
  const file = await new OpenAI().files.create({ purpose: 'batch', file: await toFile(Buffer.from('{}'), 'in.jsonl') })
  expect(file.id).toBe('file-1')
})
test('messages', async () => {
  const answer = await new Anthropic().messages.create({ model: 'm', max_tokens: 9, messages })
  expect(answer.content[0].text).toBe('Hello')
})
test('a signed request', async () => {
  const client = new BedrockRuntimeClient({ region: 'us-east-1' })
  const answer = await client.send(new ConverseCommand({ modelId: 'm', messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }))
  expect(answer.output.message.content[0].text).toBe('Hello')
})
`

/** Also the lowest version that `engines` allows. It needs a flag to read a config in TypeScript. */
const columns = {
  'Vitest 5, Node 24': {},
  'Vitest 5, Node 26': { execPath: installed('node-26/bin/node') },
  'Vitest 5, Node 22.12': {
    execPath: installed('node-22.12/bin/node'),
    env: { NODE_OPTIONS: '--experimental-strip-types' },
  },
} as const

describe('recorded on Node 22', () => {
  let recorded: Run
  const replayed = new Map<string, Run>()

  beforeAll(async () => {
    const project = new Project(
      { 'versions.test.js': tests },
      { within: 'test/matrix', vitest: 'test/matrix/node_modules/vitest', keep: true },
    )
    try {
      const provider = await serveEverything()
      const env = {
        UPSTREAM: provider.url,
        OPENAI_API_KEY: 'k',
        ANTHROPIC_API_KEY: 'k',
        AWS_ACCESS_KEY_ID: 'k',
        AWS_SECRET_ACCESS_KEY: 's',
      }
      recorded = await project.vitest(['--mode', 'record'], { env, execPath: installed('node-22/bin/node') })
      await provider.close()
      for (const [column, options] of Object.entries(columns)) replayed.set(column, await project.vitest([], options))
    } finally {
      project.remove()
    }
  }, 300_000)

  for (const column of Object.keys(columns)) {
    cell({ section: 'ways', row: 'recorded on Node 22', column }, () => {
      for (const run of [recorded, replayed.get(column)!]) {
        expect(run.exitCode, run.output).toBe(0)
        expect(Object.keys(run.tests)).toHaveLength(4)
      }
    })
  }
})

test('an encoding that Node cannot decode fails its test while recording, and is not stored', async () => {
  const { env, execPath } = columns['Vitest 5, Node 22.12']
  const provider = await startProvider(
    (_request, response) => void response.writeHead(200, { 'content-encoding': 'zstd' }).end(zstdCompressSync('{}')),
  )
  const tests = `
import { expect, test } from 'vitest'
test('asks', async () => {
  const response = await fetch('https://api.openai.com/v1/models')
  // The live call is its own: it gets what the provider has sent.
  expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, ${zstdCompressSync('{}').byteLength}])
})
`
  const project = new Project(
    { 'zstd.test.js': tests },
    { within: 'test/matrix', vitest: 'test/matrix/node_modules/vitest' },
  )
  const run = await project.vitest(['--mode', 'record'], { execPath, env: { ...env, UPSTREAM: provider.url } })
  expect(run.tests['asks']?.errors, run.output).toEqual([
    expect.stringContaining('it answers in the encoding zstd, which Node v22.12.0 cannot decode'),
  ])
  expect(project.files('__cassettes__')).toEqual([])
})
