// The test server of the AI SDK, which has an MSW of its own version, as in the provider packages of the AI SDK.
import { createOpenAI } from '@ai-sdk/openai'
import { createTestServer, TestResponseController } from '@ai-sdk/test-server/with-vitest'
import { generateText, streamText } from 'ai'
import { beforeEach, expect, test } from 'vitest'
import { completion } from './completion.ts'

const url = 'https://api.openai.com/v1/chat/completions'
const server = createTestServer({ [url]: { response: { type: 'json-value', body: completion('from the server') } } })
const model = createOpenAI({ apiKey: 'test-key', headers: { 'custom-header': 'value' } }).chat('gpt-5-mini')
const event = (content: string): string =>
  `data: ${JSON.stringify({ id: '1', created: 0, model: 'm', choices: [{ index: 0, delta: { content } }] })}\n\n`

beforeEach(() => {
  server.urls[url]!.response = { type: 'json-value', body: completion('from the server') }
})

test('the server answers, and keeps the call', async () => {
  const { text } = await generateText({ model, prompt: 'Hello' })
  expect(text).toBe('from the server')
  expect(server.calls).toHaveLength(1)
  expect(await server.calls[0]?.requestBodyJson).toMatchObject({ messages: [{ role: 'user', content: 'Hello' }] })
  expect(server.calls[0]?.requestHeaders).toMatchObject({ authorization: 'Bearer test-key', 'custom-header': 'value' })
  expect(server.calls[0]?.requestUserAgent).toMatch(/^ai\//)
})

test('the server streams chunks', async () => {
  server.urls[url]!.response = { type: 'stream-chunks', chunks: [event('one '), event('two'), 'data: [DONE]\n\n'] }
  expect(await streamText({ model, prompt: 'Hello' }).text).toBe('one two')
})

test('the test decides when a chunk comes', async () => {
  const controller = new TestResponseController()
  server.urls[url]!.response = { type: 'controlled-stream', controller }
  const pieces = streamText({ model, prompt: 'Hello' }).textStream[Symbol.asyncIterator]()
  const first = pieces.next()
  await controller.write(event('first'))
  expect((await first).value).toBe('first')
  const second = pieces.next()
  await controller.write(event('second'))
  expect((await second).value).toBe('second')
  await controller.close()
})

test('the server fails once, and the SDK tries again', async () => {
  server.urls[url]!.response = ({ callNumber }) =>
    callNumber === 0
      ? { type: 'error', status: 503, headers: { 'retry-after-ms': '1' }, body: 'busy' }
      : { type: 'json-value', body: completion('second') }
  expect((await generateText({ model, prompt: 'Hello' })).text).toBe('second')
  expect(server.calls).toHaveLength(2)
})
