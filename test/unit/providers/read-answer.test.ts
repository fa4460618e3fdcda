import { describe, expect, test } from 'vitest'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import { documentsOf } from '../../../src/providers/wire/documents.ts'
import { wireFormats } from '../../../src/providers/wire/wire-formats.ts'
import { readUsage } from '../../../src/providers/read-usage.ts'
import { readAnswer, type ReadAnswer } from '../../../src/providers/wire/read-answer.ts'

const sse = (...data: unknown[]): StoredBody => ({ sse: data.map((one) => ({ data: one })) })
const json = (value: unknown): StoredBody => ({ json: value })
const stream = (...messages: Array<[event: string, value: unknown]>): StoredBody => ({
  eventstream: messages.map(([event, value]) => ({ headers: { ':event-type': event }, body: { json: value } })),
})
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')

/** The same content in every format. */
const said = {
  text: 'Hello',
  reasoning: 'hm',
  toolCalls: [{ name: 'look', id: 'c1', input: '{"city":"Rome"}', isComplete: true }],
  isFinished: true,
}
const nameless = { ...said, toolCalls: [{ name: 'look', input: '{"city":"Rome"}', isComplete: true }] }

const chatCall = (index: number, more: object): object => ({ tool_calls: [{ index, ...more }] })
const chunk = (delta: object, finish_reason: string | null = null): object => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
})

const anthropicEvents = [
  { type: 'message_start', message: {} },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 's' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hel' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'lo' } },
  { type: 'content_block_stop', index: 1 },
  { type: 'content_block_start', index: 2, content_block: { type: 'server_tool_use', id: 's', name: 'web_search' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{}' } },
  { type: 'content_block_stop', index: 2 },
  { type: 'content_block_start', index: 3, content_block: { type: 'tool_use', id: 'c1', name: 'look', input: {} } },
  { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '{"city":' } },
  { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '"Rome"}' } },
  { type: 'content_block_stop', index: 3 },
  { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
  { type: 'message_stop' },
]

const answers: Array<[string, string, StoredBody, Partial<ReadAnswer>]> = [
  [
    'chat',
    'openai-chat',
    json({
      object: 'chat.completion',
      choices: [
        {
          message: {
            content: 'Hello',
            reasoning_content: 'hm',
            tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"city":"Rome"}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
    }),
    said,
  ],
  [
    'chat, stream',
    'openai-chat',
    sse(
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning: 'hm' }),
      chunk({ content: 'Hel' }),
      chunk({ content: 'lo' }),
      chunk(chatCall(0, { id: 'c1', function: { name: 'look', arguments: '' } })),
      chunk(chatCall(0, { function: { arguments: '{"city":' } })),
      chunk(chatCall(0, { function: { arguments: '"Rome"}' } })),
      chunk({}, 'tool_calls'),
      { choices: [], usage: {} },
      '[DONE]',
    ),
    said,
  ],
  [
    'Mistral, parts of content and a call in one piece',
    'openai-chat',
    sse(
      chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] }),
      chunk({ content: [{ type: 'text', text: 'Hello' }] }),
      chunk({ tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"city":"Rome"}' } }] }, 'tool_calls'),
    ),
    said,
  ],
  [
    'Perplexity, the message so far in every piece',
    'openai-chat',
    sse(
      { object: 'chat.completion.chunk', choices: [{ delta: { content: 'Hel' }, message: { content: 'Hel' } }] },
      { object: 'chat.completion.chunk', choices: [{ delta: { content: 'lo' }, message: { content: 'Hello' } }] },
    ),
    { text: 'Hello' },
  ],
  ['completions', 'openai-chat', sse({ choices: [{ text: 'Hel' }] }, { choices: [{ text: 'lo' }] }), { text: 'Hello' }],
  [
    'events of odd layouts',
    'openai-chat',
    {
      sse: [
        { data: { choices: [{ delta: { content: 'He' } }] } },
        { data: '{"choices": [{"delta": {"content": "l"}}]}' },
        { raw: 'data:{"choices":[{"delta":{"content":"lo"}}]}\r\n\r\n' },
        { raw: 'data: {"choices":[{"delta":{"content":"torn"}}]}' },
      ],
    },
    { text: 'Hello' },
  ],
  [
    'responses',
    'openai-responses',
    json({
      object: 'response',
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
        { type: 'web_search_call', id: 'w' },
        { type: 'message', content: [{ type: 'output_text', text: 'Hello' }] },
        { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{"city":"Rome"}' },
      ],
    }),
    said,
  ],
  [
    'responses, stream',
    'openai-responses',
    sse(
      { type: 'response.created', response: {} },
      { type: 'response.reasoning_summary_text.delta', output_index: 0, delta: 'hm' },
      { type: 'response.output_text.delta', output_index: 1, delta: 'Hel' },
      { type: 'response.output_text.delta', output_index: 1, delta: 'lo' },
      { type: 'response.output_text.done', output_index: 1, text: 'Hello' },
      {
        type: 'response.output_item.added',
        output_index: 2,
        item: { type: 'function_call', call_id: 'c1', name: 'look', arguments: '' },
      },
      { type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"city":"Rome"}' },
      { type: 'response.output_item.done', output_index: 2, item: {} },
      { type: 'response.completed', response: {} },
    ),
    said,
  ],
  [
    'Anthropic',
    'anthropic-messages',
    json({
      type: 'message',
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'Hello' },
        { type: 'tool_use', id: 'c1', name: 'look', input: { city: 'Rome' } },
      ],
    }),
    said,
  ],
  ['Anthropic, stream', 'anthropic-messages', sse(...anthropicEvents), said],
  [
    'Anthropic inside Bedrock',
    'anthropic-messages',
    stream(...anthropicEvents.map((event): [string, unknown] => ['chunk', { bytes: base64(event) }])),
    said,
  ],
  [
    'Gemini, stream',
    'gemini',
    sse(
      { candidates: [{ content: { parts: [{ text: 'hm', thought: true }] } }] },
      { candidates: [{ content: { parts: [{ text: 'Hello' }] } }] },
      {
        candidates: [
          {
            content: { parts: [{ functionCall: { id: 'c1', name: 'look', args: { city: 'Rome' } } }] },
            finishReason: 'STOP',
          },
        ],
      },
    ),
    said,
  ],
  [
    'Gemini, streamed array as text',
    'gemini',
    {
      text: '[{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]},\n{"candidates":[{"content":{"parts":[{"text":"lo"}]}}]}]',
    },
    { text: 'Hello' },
  ],
  [
    'Bedrock',
    'bedrock-converse',
    json({
      output: {
        message: {
          content: [
            { reasoningContent: { reasoningText: { text: 'hm' } } },
            { text: 'Hello' },
            { toolUse: { toolUseId: 'c1', name: 'look', input: { city: 'Rome' } } },
          ],
        },
      },
    }),
    said,
  ],
  [
    'Bedrock, stream',
    'bedrock-converse',
    stream(
      ['messageStart', { role: 'assistant' }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'hm' } } }],
      ['contentBlockStop', { contentBlockIndex: 0 }],
      ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Hello' } }],
      ['contentBlockStart', { contentBlockIndex: 2, start: { toolUse: { toolUseId: 'c1', name: 'look' } } }],
      ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '{"city":"Rome"}' } } }],
      ['contentBlockStop', { contentBlockIndex: 2 }],
      ['messageStop', { stopReason: 'tool_use' }],
      ['metadata', { usage: {} }],
    ),
    said,
  ],
  [
    'Cohere',
    'cohere-chat',
    json({
      finish_reason: 'TOOL_CALL',
      message: {
        role: 'assistant',
        tool_plan: 'hm',
        content: [{ type: 'text', text: 'Hello' }],
        tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"city":"Rome"}' } }],
      },
    }),
    said,
  ],
  [
    'Cohere, stream',
    'cohere-chat',
    sse(
      { type: 'message-start', delta: { message: { role: 'assistant' } } },
      { type: 'tool-plan-delta', delta: { message: { tool_plan: 'hm' } } },
      { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Hello' } } } },
      {
        type: 'tool-call-start',
        index: 1,
        delta: { message: { tool_calls: { id: 'c1', function: { name: 'look', arguments: '' } } } },
      },
      {
        type: 'tool-call-delta',
        index: 1,
        delta: { message: { tool_calls: { function: { arguments: '{"city":"Rome"}' } } } },
      },
      { type: 'tool-call-end', index: 1 },
      { type: 'message-end', delta: {} },
    ),
    said,
  ],
  [
    'Cohere, version 1',
    'cohere-chat',
    {
      ndjson: [
        { event_type: 'stream-start' },
        { event_type: 'text-generation', text: 'Hello' },
        { event_type: 'tool-calls-generation', tool_calls: [{ name: 'look', parameters: { city: 'Rome' } }] },
        { event_type: 'stream-end', is_finished: true },
      ],
    },
    { ...nameless, reasoning: '' },
  ],
  [
    'Ollama, stream',
    'ollama-chat',
    {
      ndjson: [
        { message: { thinking: 'hm', content: '' }, done: false },
        { message: { content: 'Hello' }, done: false },
        { message: { tool_calls: [{ function: { name: 'look', arguments: { city: 'Rome' } } }] }, done: false },
        { message: { content: '' }, done: true },
      ],
    },
    nameless,
  ],
  ['Ollama, generate', 'ollama-chat', json({ response: 'Hello', done: true }), { text: 'Hello' }],
]

test.each(answers)('%s', (_, format, body, expected) => {
  expect(readAnswer(body)).toMatchObject({ format, ...expected })
})

test.each(answers)('%s is recognized by one format only', (_, format, body) => {
  for (const document of documentsOf(body)) {
    const found = wireFormats.filter(({ recognizes }) => recognizes(document)).map(({ name }) => name)
    expect([[], [format]]).toContainEqual(found)
  }
})

describe('a stream that was cut', () => {
  test('inside a tool call: its input is not complete', () => {
    const cut = anthropicEvents.slice(0, -4)
    expect(readAnswer(sse(...cut))).toMatchObject({
      toolCalls: [{ ...said.toolCalls[0], input: '{"city":', isComplete: false }],
      isFinished: false,
    })
  })

  test('inside a line: the lines before it are read', () => {
    const lines = ['{"message":{"content":"Hel"},"done":false}', '{"message":{"content":"lo"},"do']
    expect(readAnswer({ text: lines.join('\n') })).toMatchObject({
      format: 'ollama-chat',
      text: 'Hel',
      isFinished: false,
    })
  })

  test('inside an event: the events before it are read', () => {
    const body: StoredBody = { sse: [{ data: anthropicEvents[7] }, { raw: 'data: {"type":"content_blo' }] }
    expect(readAnswer(body)).toMatchObject({ text: 'Hel', facts: [{ position: 0 }] })
  })
})

test.each<[string, StoredBody, object]>([
  [
    'OpenAI',
    json({ error: { type: 'invalid_request_error', message: 'no' } }),
    { kind: 'invalid_request_error', message: 'no' },
  ],
  [
    'Anthropic',
    json({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } }),
    { kind: 'overloaded_error' },
  ],
  [
    'Gemini',
    json({ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'much' } }),
    { kind: 'RESOURCE_EXHAUSTED' },
  ],
  ['Ollama', json({ error: 'no such model' }), { kind: '', message: 'no such model' }],
  [
    'Anthropic, in a stream',
    sse(...anthropicEvents.slice(0, 8), { type: 'error', error: { type: 'overloaded_error', message: 'busy' } }),
    { kind: 'overloaded_error' },
  ],
  [
    'OpenRouter, in a stream',
    sse({ choices: [{ delta: {} }], error: { code: 502, message: 'gone' } }),
    { kind: '502' },
  ],
  [
    'responses, in a stream',
    sse(
      { type: 'response.created' },
      { type: 'response.failed', response: { error: { code: 'server_error', message: 'x' } } },
    ),
    { kind: 'server_error' },
  ],
  [
    'Bedrock, in a stream',
    {
      eventstream: [
        { headers: { ':event-type': 'messageStart' }, body: { json: {} } },
        { headers: { ':exception-type': 'throttlingException' }, body: { json: { message: 'slow' } } },
      ],
    },
    { kind: 'throttlingException', message: 'slow' },
  ],
])('an error of %s', (_, body, error) => {
  expect(readAnswer(body).error).toMatchObject({ type: 'error', ...error })
})

test('a completion of Anthropic through Bedrock has no type', () => {
  const body = json({ completion: 'Hello', stop_reason: 'stop_sequence', stop: 'Human:' })
  expect(readAnswer(body)).toMatchObject({ format: 'anthropic-messages', text: 'Hello', isFinished: true })
})

test('a text that Together repeats is read once', () => {
  const piece = (content: string): object => ({
    object: 'chat.completion.chunk',
    choices: [{ index: 0, text: content, delta: { content } }],
  })
  expect(readAnswer(sse(piece('Hel'), piece('lo')))).toMatchObject({ text: 'Hello' })
})

test('an empty function call, which Snowflake sends with each text, is ignored', () => {
  const message = { role: 'assistant', content: 'Hello', function_call: { name: '', arguments: '' }, tool_calls: null }
  const body = json({ object: 'chat.completion', choices: [{ index: 0, message, finish_reason: '' }] })
  expect(readAnswer(body)).toMatchObject({ text: 'Hello', toolCalls: [] })
})

test('a plain answer that is stored as text because of its layout or numbers is read', () => {
  const answer = {
    candidates: [{ content: { parts: [{ text: 'Hello' }] }, finishReason: 'STOP', avgLogprobs: -0.000000238 }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 },
  }
  const text = JSON.stringify(answer, null, 2).replace('-2.38e-7', '-2.38e-07')
  expect(text).toContain('-2.38e-07')
  const body = { text: `${text}\n` }
  expect(readAnswer(body)).toMatchObject({ format: 'gemini', text: 'Hello', isFinished: true, documents: 1 })
  expect(readUsage(body)).toMatchObject({ input: 10, output: 5 })
  // The last line is incomplete.
  const lines = { text: '{"message":{"content":"Hel"},"done":false}\n{"message":{"content":"lo"},"done":true}\n{"mess' }
  expect(readAnswer(lines)).toMatchObject({ format: 'ollama-chat', text: 'Hello' })
})

test.each<[string, StoredBody | undefined]>([
  ['no body', undefined],
  ['an unknown format', json({ generation: 'Hello' })],
  ['metadata of something else', json({ object: 'thread', metadata: {} })],
  ['text', { text: 'Hello' }],
  ['an array that was cut', { text: '[{"candidates":[' }],
  ['bytes', { base64: 'AAE=' }],
])('%s has no content', (_, body) => {
  expect(readAnswer(body)).toMatchObject({ facts: [], text: '', reasoning: '', toolCalls: [], isFinished: false })
  expect(readAnswer(body).format).toBeUndefined()
})
