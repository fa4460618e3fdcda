// A suite with Polly.js, which answers requests and records a local server.
import { mkdtempSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import FetchAdapter from '@pollyjs/adapter-fetch'
import { Polly, type PollyConfig } from '@pollyjs/core'
import FSPersister from '@pollyjs/persister-fs'
import OpenAI from 'openai'
import { afterEach, expect, test } from 'vitest'
import { completion } from './completion.ts'

// Their types describe CommonJS, and Vitest loads their ES modules.
Polly.register(FetchAdapter as never)
Polly.register(FSPersister as never)

let polly: Polly
const start = (config: PollyConfig = {}): Polly => (polly = new Polly('chat', { adapters: ['fetch'], ...config }))
afterEach(() => polly.stop())

const ask = async (baseURL?: string): Promise<string | null | undefined> => {
  const openai = new OpenAI({ apiKey: 'none', maxRetries: 0, ...(baseURL && { baseURL }) })
  const messages = [{ role: 'user' as const, content: 'Hello' }]
  return (await openai.chat.completions.create({ model: 'gpt-5-mini', messages })).choices[0]?.message.content
}

test('an intercepted route answers', async () => {
  start()
    .server.post('https://api.openai.com/v1/chat/completions')
    .intercept((_, response) => {
      response.status(200).json(completion('from Polly'))
    })
  expect(await ask()).toBe('from Polly')
})

test('a local server is recorded, and its recording answers', async () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(completion('recorded')))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const recordingsDir = mkdtempSync(join(tmpdir(), 'polly-'))
  const config: PollyConfig = { persister: 'fs', persisterOptions: { fs: { recordingsDir } } }
  start(config)
  expect(await ask(baseURL)).toBe('recorded')
  await polly.stop()
  server.closeAllConnections()
  server.close()
  start({ ...config, recordIfMissing: false })
  expect(await ask(baseURL)).toBe('recorded')
})
