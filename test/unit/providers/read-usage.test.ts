import { expect, test } from 'vitest'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import type { Usage } from '../../../src/cassette/usage.ts'
import { readUsage } from '../../../src/providers/read-usage.ts'

const sse = (...data: unknown[]): StoredBody => ({ sse: data.map((one) => ({ data: one })) })

test.each<[string, StoredBody, number, number]>([
  ['OpenAI chat', { json: { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } } }, 10, 5],
  [
    'OpenAI chat, stream',
    sse({ choices: [], usage: null }, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } }, '[DONE]'),
    10,
    5,
  ],
  ['OpenAI embeddings', { json: { usage: { prompt_tokens: 10, total_tokens: 10 } } }, 10, 0],
  ['OpenAI responses', { json: { usage: { input_tokens: 10, output_tokens: 5 } } }, 10, 5],
  [
    'OpenAI responses, stream',
    sse(
      { type: 'response.created', response: { usage: null } },
      { type: 'response.completed', response: { usage: { input_tokens: 10, output_tokens: 5 } } },
    ),
    10,
    5,
  ],
  ['Anthropic', { json: { usage: { input_tokens: 10, output_tokens: 5 } } }, 10, 5],
  [
    'Anthropic, stream',
    sse(
      { type: 'message_start', message: { usage: { input_tokens: 10, output_tokens: 1 } } },
      { type: 'message_delta', usage: { output_tokens: 5 } },
    ),
    10,
    5,
  ],
  ['Gemini', { json: { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 } } }, 10, 5],
  [
    'Gemini, stream',
    sse(
      { usageMetadata: { promptTokenCount: 10 } },
      { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 } },
    ),
    10,
    5,
  ],
  [
    'Gemini, array',
    {
      json: [
        { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 2 } },
        { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 } },
      ],
    },
    10,
    5,
  ],
  ['Bedrock', { json: { usage: { inputTokens: 10, outputTokens: 5 } } }, 10, 5],
  [
    'Bedrock, stream',
    {
      eventstream: [
        { headers: {}, body: { json: { start: {} } } },
        { headers: {} },
        { headers: {}, body: { json: { usage: { inputTokens: 10, outputTokens: 5 } } } },
      ],
    },
    10,
    5,
  ],
  ['Nova, stream', sse({ metadata: { usage: { inputTokens: 10, outputTokens: 5 } } }), 10, 5],
  [
    'Cohere',
    { json: { usage: { billed_units: { input_tokens: 1 }, tokens: { input_tokens: 10, output_tokens: 5 } } } },
    10,
    5,
  ],
  [
    'Cohere, stream',
    sse({ type: 'message-end', delta: { usage: { tokens: { input_tokens: 10, output_tokens: 5 } } } }),
    10,
    5,
  ],
  [
    'Cohere, with images',
    { json: { usage: { tokens: { input_tokens: 3, image_tokens: 7, output_tokens: 5 } } } },
    10,
    5,
  ],
  [
    'Cohere 1',
    {
      json: {
        meta: {
          billed_units: { input_tokens: 1, output_tokens: 5 },
          tokens: { input_tokens: 10, output_tokens: 5 },
        },
      },
    },
    10,
    5,
  ],
  ['Cohere 1, older', { json: { token_count: { prompt_tokens: 10, response_tokens: 5, total_tokens: 15 } } }, 10, 5],
  [
    'Cohere 1, stream',
    {
      ndjson: [
        { event_type: 'text-generation', text: 'Hi' },
        { event_type: 'stream-end', response: { meta: { tokens: { input_tokens: 10, output_tokens: 5 } } } },
      ],
    },
    10,
    5,
  ],
  [
    'Cohere 1, older stream',
    { ndjson: [{ event_type: 'stream-end', response: { token_count: { prompt_tokens: 10, response_tokens: 5 } } }] },
    10,
    5,
  ],
  ['Cohere embeddings', { json: { meta: { billed_units: { input_tokens: 4, image_tokens: 6 } } } }, 10, 0],
  ['Voyage', { json: { usage: { total_tokens: 10 } } }, 10, 0],
  ['Titan', { json: { inputTextTokenCount: 10, results: [{ tokenCount: 2 }, { tokenCount: 3 }] } }, 10, 5],
  ['Titan embeddings', { json: { embedding: [1], inputTextTokenCount: 10 } }, 10, 0],
  [
    'Titan, stream',
    sse(
      { inputTextTokenCount: 10, outputText: 'Hi', totalOutputTextTokenCount: 2 },
      { inputTextTokenCount: null, totalOutputTextTokenCount: 5 },
    ),
    10,
    5,
  ],
  [
    'a model of Bedrock, stream',
    sse({ generation: 'Hi', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 10, outputTokenCount: 5 } }),
    10,
    5,
  ],
  ['Ollama', { json: { prompt_eval_count: 10, eval_count: 5 } }, 10, 5],
  ['Ollama, stream', { ndjson: [{ done: false }, { done: true, prompt_eval_count: 10, eval_count: 5 }] }, 10, 5],
])('%s', (_, body, input, output) => {
  expect(readUsage(body)).toEqual({ input, output, cached: 0, reasoning: 0 })
})

/** Cached tokens are a part of input, and reasoning tokens a part of output, for all providers. */
test.each<[string, StoredBody, Partial<Usage>]>([
  [
    'OpenAI chat',
    {
      json: {
        usage: {
          prompt_tokens: 10,
          completion_tokens: 5,
          prompt_tokens_details: { cached_tokens: 4 },
          completion_tokens_details: { reasoning_tokens: 3 },
        },
      },
    },
    { input: 10, output: 5, cached: 4, reasoning: 3 },
  ],
  [
    'DeepSeek',
    {
      json: {
        usage: {
          prompt_tokens: 10,
          completion_tokens: 5,
          prompt_cache_hit_tokens: 4,
          prompt_tokens_details: { cached_tokens: 4 },
        },
      },
    },
    { input: 10, output: 5, cached: 4 },
  ],
  [
    'OpenAI responses, stream',
    sse({
      response: {
        usage: {
          input_tokens: 10,
          output_tokens: 5,
          input_tokens_details: { cached_tokens: 4 },
          output_tokens_details: { reasoning_tokens: 3 },
        },
      },
    }),
    { input: 10, output: 5, cached: 4, reasoning: 3 },
  ],
  [
    'Anthropic, stream',
    sse(
      {
        message: {
          usage: { input_tokens: 10, output_tokens: 1, cache_read_input_tokens: 4, cache_creation_input_tokens: 6 },
        },
      },
      { usage: { output_tokens: 5 } },
    ),
    { input: 20, output: 5, cached: 4, reasoning: 0 },
  ],
  [
    'Gemini',
    {
      json: {
        usageMetadata: {
          promptTokenCount: 10,
          toolUsePromptTokenCount: 2,
          candidatesTokenCount: 5,
          cachedContentTokenCount: 4,
          thoughtsTokenCount: 3,
        },
      },
    },
    { input: 12, output: 8, cached: 4, reasoning: 3 },
  ],
  [
    'Bedrock',
    { json: { usage: { inputTokens: 10, outputTokens: 5, cacheReadInputTokens: 4, cacheWriteInputTokens: 6 } } },
    { input: 20, output: 5, cached: 4, reasoning: 0 },
  ],
  [
    'Cohere',
    { json: { usage: { tokens: { input_tokens: 10, output_tokens: 5, reasoning_tokens: 3 }, cached_tokens: 4 } } },
    { input: 10, output: 5, cached: 4, reasoning: 3 },
  ],
])('%s: cached and reasoning', (_, body, usage) => {
  expect(readUsage(body)).toMatchObject(usage)
})

test.each<[string, StoredBody | undefined]>([
  ['no body', undefined],
  ['text', { text: 'usage' }],
  ['bytes', { base64: 'AAE=' }],
  ['JSON without usage', { json: { id: 1 } }],
  ['null', { json: null }],
  ['what is no count of tokens', { json: { meta: { billed_units: { search_units: 1 } }, results: [{ index: 0 }] } }],
  ['usage that is none', { json: { usage: { prompt_tokens: '10' } } }],
  ['an empty stream', { sse: [] }],
  ['usage in a prototype', { json: JSON.parse('{"__proto__":{"usage":{"prompt_tokens":1}}}') }],
])('%s counts nothing', (_, body) => {
  expect(readUsage(body)).toBeUndefined()
})
