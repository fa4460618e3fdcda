// A suite with a server of aimock.
import Anthropic from '@anthropic-ai/sdk'
import { LLMock } from '@copilotkit/aimock'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

const mock = new LLMock({ port: 0 })
beforeAll(() => mock.start())
afterEach(() => void mock.clearFixtures())
afterAll(() => mock.stop())

const messages = [{ role: 'user' as const, content: 'Hello' }]

test('aimock answers the SDK of OpenAI, and streams', async () => {
  mock.onMessage('Hello', { content: 'from aimock' })
  const openai = new OpenAI({ apiKey: 'none', baseURL: `${mock.url}/v1`, maxRetries: 0 })
  const stream = openai.chat.completions.stream({ model: 'gpt-5-mini', messages })
  expect((await stream.finalChatCompletion()).choices[0]?.message.content).toBe('from aimock')
  expect(mock.getRequests()).toHaveLength(1)
})

test('aimock answers the SDK of Anthropic', async () => {
  mock.onMessage('Hello', { content: 'from aimock' })
  const anthropic = new Anthropic({ apiKey: 'none', baseURL: mock.url, maxRetries: 0 })
  const { content } = await anthropic.messages.create({ model: 'claude-sonnet-5', max_tokens: 9, messages })
  expect(content).toMatchObject([{ type: 'text', text: 'from aimock' }])
})
