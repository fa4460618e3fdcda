import { randomInt } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { json } from '../../support/provider.ts'
import { orderIn, randomId, sendEvents, tokensOf } from './answer-parts.ts'

/** The part of a request that decides the answer. */
interface MessageRequest {
  readonly messages: ReadonlyArray<{ readonly content: unknown }>
  readonly tools?: unknown
  readonly stream?: boolean
}

/** Answers a message as Anthropic does. With tools, it pays the order back before it answers. */
export function answerMessage(
  request: MessageRequest,
  reply: (question: string) => string,
  response: ServerResponse,
): void {
  const { messages, tools, stream = false } = request
  const question = String(messages[0]!.content)
  const isCall = tools !== undefined && messages.length === 1
  const message = {
    id: `msg_01${randomId(22)}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5-20251001',
  }
  const usage = { input_tokens: 42, output_tokens: randomInt(20, 40), service_tier: 'standard' }
  if (stream) return sendEvents(response, headers(), eventsOf(message, usage, reply(question)))
  const call = { type: 'tool_use', id: `toolu_01${randomId(22)}`, name: 'refund', input: { order: orderIn(question) } }
  const content = [isCall ? call : { type: 'text', text: reply(question) }]
  const stop_reason = isCall ? 'tool_use' : 'end_turn'
  json(response, 200, { ...message, content, stop_reason, stop_sequence: null, usage }, headers())
}

function eventsOf(message: object, usage: { readonly output_tokens: number }, text: string): string[] {
  const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}`
  const start = {
    ...message,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
  }
  return [
    event('message_start', { message: start }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping', {}),
    ...tokensOf(text).map((piece) =>
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } }),
    ),
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage }),
    event('message_stop', {}),
  ]
}

function headers(): Record<string, string> {
  return {
    'request-id': `req_011${randomId(21)}`,
    'anthropic-organization-id': '5f2c7a10-9c1e-4b7e-8f0a-7d5a1c3e9b42',
    'anthropic-ratelimit-requests-remaining': String(randomInt(3_000, 4_000)),
    'anthropic-ratelimit-requests-reset': new Date(Date.now() + 1_000).toISOString(),
  }
}
