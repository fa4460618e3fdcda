import { expect, test } from 'vitest'
import { artifactsReporter, diagnosticsIn } from '../support/artifacts.ts'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatEvent, startProvider } from '../support/provider.ts'

const tests = `
import Anthropic from '@anthropic-ai/sdk'
import { request as nodeRequest } from 'node:https'
import OpenAI from 'openai'
import { expect } from 'vitest'
import { Agent, errors, fetch as undiciFetch, request as undiciRequest } from 'undici'
import { test } from 'vitest-cassette'
import { send } from './ask.js'

const messages = (content) => [{ role: 'user', content }]
const once = { timeout: 1_000, maxRetries: 0 }
const body = (content) => JSON.stringify({ model: 'gpt-5-mini', messages: messages(content) })
const limit = { timeout: 60_000 }
class Bored extends Error { name = 'Bored' }

test('openai', limit, async ({ cassette }) => {
  try {
    await new OpenAI(once).chat.completions.create({ model: 'gpt-5-mini', messages: messages('silent') })
  } finally {
    expect(cassette.calls.offline + cassette.calls.live).toBe(1)
  }
})
test('anthropic', limit, () => new Anthropic(once).messages.create({ model: 'claude', max_tokens: 9, messages: messages('silent') }))
test('AbortSignal.timeout', limit, async () => {
  const signal = AbortSignal.timeout(1_000)
  try {
    await send('silent', { signal })
  } finally {
    // Node forgets a timeout whose signal nobody holds.
    expect(signal.aborted).toBe(true)
  }
})
test('headersTimeout of undici', limit, async () => {
  const dispatcher = new Agent({ headersTimeout: 1_000 })
  const asked = undiciRequest('https://api.openai.com/v1/chat/completions', { method: 'POST', dispatcher, body: body('silent') })
  await expect(asked).rejects.toMatchObject({ name: 'HeadersTimeoutError', code: 'UND_ERR_HEADERS_TIMEOUT' })
  await expect(asked).rejects.toBeInstanceOf(errors.HeadersTimeoutError)
  await asked
})
test('bodyTimeout of undici', limit, async () => {
  const dispatcher = new Agent({ bodyTimeout: 1_000 })
  const { body: answer } = await undiciRequest('https://api.openai.com/v1/chat/completions', { method: 'POST', dispatcher, body: body('half') })
  const read = answer.text()
  await expect(read).rejects.toMatchObject({ name: 'BodyTimeoutError', code: 'UND_ERR_BODY_TIMEOUT' })
  await expect(read).rejects.toBeInstanceOf(errors.BodyTimeoutError)
  await read
})
test('bodyTimeout of fetch', limit, async () => {
  const dispatcher = new Agent({ bodyTimeout: 1_000 })
  const response = await undiciFetch('https://api.openai.com/v1/chat/completions', { method: 'POST', dispatcher, body: body('half') })
  await response.text()
})
test('own timer', limit, () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Bored()), 250)
  return send('silent', { signal: stop.signal })
})
test('own timer of node:https', limit, () => new Promise((_, fail) => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Bored()), 250)
  const options = { method: 'POST', signal: stop.signal, headers: { 'content-type': 'application/json' } }
  nodeRequest('https://api.openai.com/v1/chat/completions', options).on('error', fail).end(body('silent'))
}))
`

test('a client that gives up on a silent provider is a watchdog; an app that aborts is not', async () => {
  const provider = await startProvider(({ body }, response) => {
    if (!body.includes('half')) return
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(chatEvent('Half'))
  })
  const project = new Project(
    { ...askModule, ...artifactsReporter, 'timeouts.test.js': tests.replaceAll("'./ask.js'", "'./ask.ts'") },
    { options: { keepFailures: true } },
  )
  const args = ['--reporter=./reporter.js']
  const keys = { OPENAI_API_KEY: 'sk-test', ANTHROPIC_API_KEY: 'sk-ant-test' }
  const expectTold = (): void => {
    const found = diagnosticsIn(project)
    const told = Object.entries(found).map(([name, { summary_key }]) => [name, summary_key.split('.').at(-1)])
    expect(Object.fromEntries(told)).toEqual({
      openai: 'watchdog_timeout',
      anthropic: 'watchdog_timeout',
      'AbortSignal.timeout': 'watchdog_timeout',
      'headersTimeout of undici': 'watchdog_timeout',
      'bodyTimeout of undici': 'watchdog_timeout',
      'bodyTimeout of fetch': 'watchdog_timeout',
      'own timer': 'lifecycle_close',
      'own timer of node:https': 'lifecycle_close',
    })
    const watchdogs = ['openai', 'anthropic', 'AbortSignal.timeout', 'headersTimeout of undici']
    for (const name of [...watchdogs, 'bodyTimeout of undici', 'bodyTimeout of fetch'])
      expect(found[name]?.silence_ms, name).toBeGreaterThan(200)
    for (const name of ['own timer', 'own timer of node:https']) expect(found[name]?.error?.name, name).toBe('Bored')
  }
  const recorded = await project.vitest(['--mode', 'record', ...args], recording(provider, keys))
  expect(Object.keys(recorded.tests)).toHaveLength(8)
  expect(recorded.output).not.toContain('AssertionError')
  expectTold()
  await provider.close()
  const replayed = await project.vitest(args, { env: keys })
  expect(replayed.output).not.toContain('AssertionError')
  expectTold()
})
