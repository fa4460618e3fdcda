import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { unpackBody } from '../../../src/body/pack.ts'
import type { Said, StoredRequest } from '../../../src/cassette/interaction.ts'
import { readAnswer } from '../../../src/providers/wire/read-answer.ts'
import { writtenAnswer } from '../../../src/providers/written/written-answer.ts'

const says: Said[] = [
  'I look ',
  'it up.',
  { calls: 'find_order', with: { id: '4711' } },
  { calls: 'note', with: { text: 'é' } },
]

/** A `fetch` that gives each request the answer that was written for it. */
async function answerByHand(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const json = JSON.parse(init?.body as string) as object
  const answer = writtenAnswer({ method: 'POST', url: String(url as URL), body: { json } }, says)!
  return new Response(unpackBody(answer.body) as Uint8Array<ArrayBuffer>, {
    headers: answer.headers as Record<string, string>,
  })
}

const openai = new OpenAI({ apiKey: 'k', fetch: answerByHand, maxRetries: 0 })
const anthropic = new Anthropic({ apiKey: 'k', fetch: answerByHand, maxRetries: 0 })
const messages = [{ role: 'user' as const, content: 'Where is my order?' }]
const inputs = ['{"id":"4711"}', '{"text":"é"}']

test("OpenAI's SDK reads a written chat completion, whole and streamed", async () => {
  const whole = await openai.chat.completions.create({ model: 'gpt-5-mini', messages })
  const streamed = await openai.chat.completions.stream({ model: 'gpt-5-mini', messages }).finalChatCompletion()
  for (const { model, choices } of [whole, streamed]) {
    expect(model).toBe('gpt-5-mini')
    expect(choices).toMatchObject([
      { message: { role: 'assistant', content: 'I look it up.' }, finish_reason: 'tool_calls' },
    ])
    const calls = choices[0]?.message.tool_calls?.map(
      (call) => call.type === 'function' && [call.id, call.function.name, call.function.arguments],
    )
    expect(calls).toEqual([
      ['call_1', 'find_order', inputs[0]],
      ['call_2', 'note', inputs[1]],
    ])
  }
})

test("OpenAI's SDK reads a written response, whole and streamed", async () => {
  const whole = await openai.responses.create({ model: 'gpt-5-mini', input: 'Where?' })
  const streamed = await openai.responses.stream({ model: 'gpt-5-mini', input: 'Where?' }).finalResponse()
  for (const { output, output_text, status } of [whole, streamed]) {
    expect([output_text, status]).toEqual(['I look it up.', 'completed'])
    expect(output.filter(({ type }) => type === 'function_call')).toMatchObject([
      { call_id: 'call_1', name: 'find_order', arguments: inputs[0] },
      { call_id: 'call_2', name: 'note', arguments: inputs[1] },
    ])
  }
})

test("Anthropic's SDK reads a written message, whole and streamed", async () => {
  const ask = { model: 'claude-sonnet-5', max_tokens: 100, messages }
  const whole = await anthropic.messages.create(ask)
  const streamed = await anthropic.messages.stream(ask).finalMessage()
  for (const { content, stop_reason } of [whole, streamed]) {
    expect(stop_reason).toBe('tool_use')
    expect(content).toMatchObject([
      { type: 'text', text: 'I look ' },
      { type: 'text', text: 'it up.' },
      { type: 'tool_use', id: 'call_1', name: 'find_order', input: { id: '4711' } },
      { type: 'tool_use', id: 'call_2', name: 'note', input: { text: 'é' } },
    ])
  }
})

test.each([
  ['https://api.openai.com/v1/chat/completions', { stream: true }, 'text/event-stream'],
  ['https://my-gateway.example/openai/v1/chat/completions', {}, 'application/json'],
  ['https://api.openai.com/v1/responses', { stream: true }, 'text/event-stream'],
  ['https://api.anthropic.com/v1/messages', {}, 'application/json'],
  ['https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent', {}, 'application/json'],
  [
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse',
    {},
    'text/event-stream',
  ],
  ['http://localhost:11434/api/chat', {}, 'application/x-ndjson'],
  ['http://localhost:11434/api/chat', { stream: false }, 'application/json'],
])('%s %j is answered with %s that says the parts', (url, fields, type) => {
  const request: StoredRequest = { method: 'POST', url, body: { json: { model: 'm', ...fields } } }
  const { headers, body } = writtenAnswer(request, says)!
  expect(headers['content-type']).toBe(type)
  const { text, toolCalls, isFinished } = readAnswer(body)
  expect([text, isFinished]).toEqual(['I look it up.', true])
  expect(toolCalls.map(({ name, input }) => [name, input])).toEqual([
    ['find_order', inputs[0]],
    ['note', inputs[1]],
  ])
})

test.each(['https://api.openai.com/v1/embeddings', 'https://api.openai.com/v1/files', 'wrap://search'])(
  '%s has no written answer',
  (url) => {
    expect(writtenAnswer({ method: 'POST', url }, says)).toBeUndefined()
  },
)
