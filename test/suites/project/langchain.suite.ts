// Models and matchers that LangChain publishes for tests, and its OpenAI model with a fetch and with nock.
import { HumanMessage } from '@langchain/core/messages'
import {
  fakeModel,
  langchainMatchers,
  openAITextOnlyChunks,
  sseResponseFromOpenAIChunks,
} from '@langchain/core/testing'
import { ChatOpenAI } from '@langchain/openai'
import nock from 'nock'
import { afterEach, expect, test, vi } from 'vitest'
import { completion } from './completion.ts'

expect.extend(langchainMatchers)
afterEach(() => nock.restore())

test('a fake model answers and requests a tool', async () => {
  const model = fakeModel()
    .respondWithTools([{ name: 'look_up', args: { number: '4711' } }])
    .respond((messages) => new HumanMessage(`${messages.length} messages`))
  expect(await model.invoke('Hello')).toHaveToolCalls([{ name: 'look_up' }])
  expect((await model.invoke('Again')).text).toBe('1 messages')
  expect(model.callCount).toBe(2)
})

test('a model with a fetch of its own streams', async () => {
  const own = vi.fn<typeof fetch>(async () => sseResponseFromOpenAIChunks(openAITextOnlyChunks()))
  const model = new ChatOpenAI({ model: 'gpt-5-mini', apiKey: 'none', maxRetries: 0, configuration: { fetch: own } })
  let text = ''
  for await (const chunk of await model.stream('Hello')) text += chunk.text
  expect(text).not.toBe('')
  expect(own).toHaveBeenCalledOnce()
})

test('nock answers a model', async () => {
  nock.activate()
  const scope = nock('https://api.openai.com').post('/v1/chat/completions').reply(200, completion('from nock'))
  const model = new ChatOpenAI({ model: 'gpt-5-mini', apiKey: 'none', maxRetries: 0 })
  expect((await model.invoke('Hello')).text).toBe('from nock')
  scope.done()
})
