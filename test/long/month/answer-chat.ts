import { randomInt } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { json } from '../../support/provider.ts'
import { orderIn, randomId, sendEvents, tokensOf } from './answer-parts.ts'

/** The part of a request that decides the answer. */
interface ChatRequest {
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content: string }>
  readonly tools?: unknown
  readonly stream?: boolean
}

/** Answers a chat completion as OpenAI does. With tools, it looks the order up before it answers. */
export function answerChat(request: ChatRequest, reply: (question: string) => string, response: ServerResponse): void {
  const { messages, tools, stream = false } = request
  const question = messages.find(({ role }) => role === 'user')!.content
  const isCall = tools !== undefined && messages.at(-1)!.role === 'user'
  const answer = {
    id: `chatcmpl-${randomId(29)}`,
    created: Math.floor(Date.now() / 1_000),
    model: 'gpt-5-mini-2026-08-07',
    service_tier: 'default',
    system_fingerprint: `fp_${randomId(10)}`,
  }
  if (stream) return sendEvents(response, headers(), eventsOf(answer, reply(question)))
  const call = {
    id: `call_${randomId(24)}`,
    type: 'function',
    function: { name: 'look_up_order', arguments: JSON.stringify({ number: orderIn(question) }) },
  }
  const message = {
    role: 'assistant',
    content: isCall ? null : reply(question),
    ...(isCall && { tool_calls: [call] }),
    refusal: null,
    annotations: [],
  }
  const tokens = randomInt(20, 40)
  json(
    response,
    200,
    {
      ...answer,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: isCall ? 'tool_calls' : 'stop' }],
      usage: { prompt_tokens: 31, completion_tokens: tokens, total_tokens: 31 + tokens },
    },
    headers(),
  )
}

function eventsOf(answer: object, text: string): string[] {
  const event = (delta: object, finish_reason: string | null = null): string =>
    `data: ${JSON.stringify({
      ...answer,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      obfuscation: randomId(8),
    })}`
  const first = event({ role: 'assistant', content: '', refusal: null })
  return [first, ...tokensOf(text).map((content) => event({ content })), event({}, 'stop'), 'data: [DONE]']
}

function headers(): Record<string, string> {
  return {
    'x-request-id': `req_${randomId(32)}`,
    'openai-processing-ms': String(randomInt(300, 2_000)),
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': String(randomInt(9_000, 10_000)),
  }
}
