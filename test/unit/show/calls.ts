import type { StoredResponse } from '../../../src/cassette/interaction.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import type { SeenCall } from '../../../src/show/model/conversation.ts'

/** A call of OpenAI's chat. */
export function chatCall(
  json: object,
  response: Partial<StoredResponse> | undefined,
  more: Partial<SeenCall> = {},
): SeenCall {
  return {
    lane: 'main',
    recordedAt: '2026-11-21T10:02:11.482Z',
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      body: { json: { model: 'gpt-5-mini', ...json } },
    },
    ...(response && { response: { status: 200, ...response } }),
    ...more,
  }
}

/** A whole answer with a text. */
export function says(content: string, usage?: object): { body: StoredBody } {
  return { body: { json: { choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }], usage } } }
}

/** An answer that calls tools, each with its id, name and input. */
export function callsTools(...calls: ReadonlyArray<readonly [id: string, name: string, input: string]>): {
  body: StoredBody
} {
  return { body: { json: { choices: [{ message: assistantCalls(...calls), finish_reason: 'tool_calls' }] } } }
}

/** The message with which such an answer comes back. */
export function assistantCalls(...calls: ReadonlyArray<readonly [id: string, name: string, input: string]>): object {
  return {
    role: 'assistant',
    tool_calls: calls.map(([id, name, input]) => ({ id, type: 'function', function: { name, arguments: input } })),
  }
}

export const findOrder = { type: 'function', function: { name: 'find_order', description: 'Finds.', parameters: {} } }
export const findCustomer = { type: 'function', function: { name: 'find_customer', parameters: {} } }

const system = { role: 'system', content: 'You answer customers.\nBe brief.' }
const question = { role: 'user', content: 'Where is my order 4711?' }
const found = { role: 'tool', tool_call_id: 'c1', content: '{"status":"on its way"}' }

/** An agent that looks an order up, and streams its answer. */
export const agent: readonly SeenCall[] = [
  chatCall(
    { messages: [system, question], tools: [findOrder, findCustomer] },
    callsTools(['c1', 'find_order', '{"id":"4711"}']),
  ),
  chatCall(
    {
      messages: [system, question, assistantCalls(['c1', 'find_order', '{"id":"4711"}']), found],
      tools: [findOrder, findCustomer],
    },
    {
      body: {
        sse: [
          { data: { choices: [{ delta: { content: 'It is on its way.' } }] } },
          { data: { choices: [{ delta: { content: ' Friday.' }, finish_reason: 'stop' }] } },
          {
            data: {
              usage: { prompt_tokens: 300, completion_tokens: 12, prompt_tokens_details: { cached_tokens: 256 } },
              choices: [],
            },
          },
          { data: '[DONE]' },
        ],
      },
      chunks: [
        [142, 62],
        [310, 80],
        [5, 100],
        [1, 14],
      ],
    },
  ),
]
