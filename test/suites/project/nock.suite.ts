// A suite with nock, as in LangChain and many SDKs.
import nock from 'nock'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { completion } from './completion.ts'

beforeAll(() => nock.disableNetConnect())
afterEach(() => nock.cleanAll())
afterAll(() => nock.restore())

const openai = (): OpenAI => new OpenAI({ apiKey: 'test-key', maxRetries: 0 })
const ask = (content: string): Promise<unknown> =>
  openai().chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })

test('an interceptor answers, and is done', async () => {
  const scope = nock('https://api.openai.com')
    .post('/v1/chat/completions', (body) => body.messages[0].content === 'Hello')
    .matchHeader('authorization', 'Bearer test-key')
    .reply(200, completion('from nock'))
  expect(await ask('Hello')).toMatchObject({ choices: [{ message: { content: 'from nock' } }] })
  expect(scope.isDone()).toBe(true)
})

test('an interceptor gives an error', async () => {
  nock('https://api.openai.com')
    .post('/v1/chat/completions')
    .reply(500, { error: { message: 'broken' } })
  await expect(ask('Hello')).rejects.toMatchObject({ status: 500 })
})

test('an interceptor breaks the connection', async () => {
  nock('https://api.openai.com').post('/v1/chat/completions').replyWithError('connection lost')
  await expect(ask('Hello')).rejects.toThrow('Connection error')
})

test('an interceptor of another service', async () => {
  nock('https://api.search.example.com').get('/find').query({ q: 'x' }).reply(200, { found: 1 })
  expect(await (await fetch('https://api.search.example.com/find?q=x')).json()).toEqual({ found: 1 })
})
