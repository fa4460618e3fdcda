// A suite that gives SDKs a fetch or a dispatcher of its own.
import OpenAI from 'openai'
import { expect, test, vi } from 'vitest'
import { fetch as undiciFetch, MockAgent } from 'undici'
import { completion } from './completion.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]

test('a fetch of its own answers', async () => {
  const own = vi.fn<typeof fetch>(async () => Response.json(completion('from a function')))
  const openai = new OpenAI({ apiKey: 'none', fetch: own })
  const { choices } = await openai.chat.completions.create({ model: 'gpt-5-mini', messages })
  expect(choices[0]?.message.content).toBe('from a function')
  expect(own).toHaveBeenCalledOnce()
})

test('a fetch of its own fails, and the SDK tries again', async () => {
  const own = vi
    .fn<typeof fetch>()
    .mockRejectedValueOnce(new TypeError('fetch failed'))
    .mockResolvedValueOnce(Response.json(completion('second')))
  const openai = new OpenAI({ apiKey: 'none', fetch: own, maxRetries: 1 })
  const { choices } = await openai.chat.completions.create({ model: 'gpt-5-mini', messages })
  expect(choices[0]?.message.content).toBe('second')
  expect(own).toHaveBeenCalledTimes(2)
})

test('a mock agent of undici answers', async () => {
  const agent = new MockAgent()
  agent.disableNetConnect()
  agent
    .get('https://api.openai.com')
    .intercept({ path: '/v1/chat/completions', method: 'POST' })
    .reply(200, completion('from undici'), { headers: { 'content-type': 'application/json' } })
  const response = await undiciFetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ model: 'gpt-5-mini', messages }),
    dispatcher: agent,
  })
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'from undici' } }] })
  agent.assertNoPendingInterceptors()
  await agent.close()
})
