// A suite with an MSW server of its own, as in the provider packages of the AI SDK.
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { completion } from './completion.ts'

const url = 'https://api.openai.com/v1/chat/completions'
const calls: unknown[] = []
const server = setupServer(
  http.post(url, async ({ request }) => {
    calls.push(await request.json())
    return HttpResponse.json(completion('from the server'))
  }),
  http.get('https://api.weather.example.com/*', () => HttpResponse.json({ sky: 'clear' })),
)
beforeAll(() => server.listen({ onUnhandledRequest: 'error' } as never))
afterEach(() => {
  server.resetHandlers()
  calls.length = 0
})
afterAll(() => server.close())

const openai = (): OpenAI => new OpenAI({ apiKey: 'test-key', maxRetries: 0 })
const messages = [{ role: 'user' as const, content: 'Hello' }]

describe('own MSW server', () => {
  test('answers by a handler, which sees the request', async () => {
    const { choices } = await openai().chat.completions.create({ model: 'gpt-5-mini', messages })
    expect(choices[0]?.message.content).toBe('from the server')
    expect(calls).toEqual([{ model: 'gpt-5-mini', messages }])
  })

  test('answers by a handler of one test', async () => {
    server.use(http.post(url, () => HttpResponse.json({ error: { message: 'busy' } }, { status: 429 })))
    await expect(openai().chat.completions.create({ model: 'gpt-5-mini', messages })).rejects.toMatchObject({
      status: 429,
    })
  })

  test('streams by a handler', async () => {
    server.use(
      http.post(url, () => {
        const events = ['one ', 'two'].map(
          (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
        )
        return new HttpResponse([...events, 'data: [DONE]\n\n'].join(''), {
          headers: { 'content-type': 'text/event-stream' },
        })
      }),
    )
    let text = ''
    for await (const { choices } of await openai().chat.completions.create({
      model: 'gpt-5-mini',
      messages,
      stream: true,
    }))
      text += choices[0]?.delta.content ?? ''
    expect(text).toBe('one two')
  })

  test('other services are theirs as well', async () => {
    expect(await (await fetch('https://api.weather.example.com/today')).json()).toEqual({ sky: 'clear' })
  })
})
