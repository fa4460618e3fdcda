import { describe, expect, test } from 'vitest'
import type { StoredResponse } from '../../../src/cassette/interaction.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import { saysTheSame } from '../../../src/match/answers/answer-differences.ts'
import { saidBy } from '../../../src/match/answers/said.ts'

function response(body: StoredBody, changes: Partial<StoredResponse> = {}): { response: StoredResponse } {
  return { response: { status: 200, headers: { 'content-type': 'application/json' }, body, ...changes } }
}

interface Varying {
  /** A text that is part of each id. */
  readonly id: string
  readonly time: number
  readonly tokens: number
  readonly text: string
}

/** An answer of each format, with what always differs and a text. */
const formats: Record<string, (of: Varying) => StoredBody> = {
  'chat completion': ({ id, time, tokens, text }) => ({
    json: {
      id: `chatcmpl-${id}`,
      object: 'chat.completion',
      created: time,
      model: 'gpt-5-mini',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: text, refusal: null },
          logprobs: { content: [{ token: 'a', logprob: -1 / tokens }] },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: tokens, completion_tokens: 5 },
      system_fingerprint: `fp_${id}`,
    },
  }),
  'stream of responses': ({ id, time, tokens, text }) => ({
    sse: [
      {
        event: 'response.created',
        data: {
          type: 'response.created',
          sequence_number: 0,
          response: { id: `resp_${id}`, object: 'response', created_at: time, status: 'in_progress' },
        },
      },
      ...text.split(/(?<= )/).map((delta, index) => ({
        event: 'response.output_text.delta',
        data: {
          type: 'response.output_text.delta',
          sequence_number: index + 1,
          item_id: `msg_${id}`,
          output_index: 0,
          delta,
          obfuscation: id,
        },
      })),
      {
        event: 'response.completed',
        data: {
          type: 'response.completed',
          sequence_number: 99,
          response: {
            id: `resp_${id}`,
            object: 'response',
            created_at: time,
            status: 'completed',
            output: [{ id: `msg_${id}`, type: 'message', content: [{ type: 'output_text', text }] }],
            usage: { total_tokens: tokens },
          },
        },
      },
    ],
  }),
  message: ({ id, tokens, text }) => ({
    json: {
      id: `msg_${id}`,
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Well.', signature: id },
        { type: 'text', text },
        { type: 'tool_use', id: `toolu_${id}`, name: 'look_up', input: { order: 4711 } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: tokens },
    },
  }),
  'answer of Gemini': ({ id, tokens, text }) => ({
    json: {
      candidates: [
        {
          content: { parts: [{ text, thoughtSignature: id }], role: 'model' },
          finishReason: 'STOP',
          avgLogprobs: -1 / tokens,
        },
      ],
      usageMetadata: { totalTokenCount: tokens },
      responseId: id,
    },
  }),
  'line of Ollama': ({ time, tokens, text }) => ({
    ndjson: [
      {
        model: 'm',
        created_at: new Date(time * 1000).toISOString(),
        message: { role: 'assistant', content: text },
        done: true,
        done_reason: 'stop',
        total_duration: time,
        eval_count: tokens,
      },
    ],
  }),
}

const old: Varying = { id: 'abcdef', time: 1764240000, tokens: 10, text: 'It is on its way.' }
const now: Varying = { ...old, id: 'uvwxyz', time: 1764249999, tokens: 17 }

describe.each(Object.entries(formats))('%s', (_, body) => {
  test('ids, times, fingerprints and usage are no part of what it says', () => {
    expect(saysTheSame(response(body(old)), response(body(now)))).toBe(true)
  })

  test('a word is', () => {
    expect(saysTheSame(response(body(old)), response(body({ ...now, text: 'It is on its way!' })))).toBe(false)
  })
})

test('a stream says the same, however it is cut', () => {
  const stream = (...pieces: string[]): StoredBody => ({
    sse: pieces.map((content) => ({
      data: { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] },
    })),
  })
  expect(saysTheSame(response(stream('It ', 'is ', 'late.')), response(stream('It is', ' late.')))).toBe(true)
})

test('a call says the same in any layout of its input', () => {
  const call = (input: string): StoredBody => ({
    json: { choices: [{ message: { tool_calls: [{ function: { name: 'look_up', arguments: input } }] } }] },
  })
  expect(saidBy(response(call('{ "order": 4711 }')))['calls']).toEqual(['look_up {"order":4711}'])
  expect(saysTheSame(response(call('{"order":4711}')), response(call('{ "order": 4711 }')))).toBe(true)
  expect(saysTheSame(response(call('{"order":4711}')), response(call('{"order":4712}')))).toBe(false)
})

test('the reason of the end, a citation and a model are a part of it', () => {
  const answer = (changes: object, inner: object = {}): StoredBody => ({
    json: {
      model: 'gpt-5-mini',
      choices: [{ message: { content: 'Yes.', ...inner }, finish_reason: 'stop' }],
      ...changes,
    },
  })
  for (const other of [
    answer({ model: 'gpt-5' }),
    answer({ choices: [{ message: { content: 'Yes.' }, finish_reason: 'length' }] }),
    answer({}, { annotations: [{ url: 'https://example.com' }] }),
  ])
    expect(saysTheSame(response(answer({})), response(other))).toBe(false)
})

test('of an unknown format, only values that look like ids and times are left out', () => {
  const value = (order_id: number, request_id: string, created: number): StoredBody => ({
    json: { order_id, request_id, created },
  })
  const one = value(4711, '6f1e3c1a-0d4e-4f6b-9c8d-1a2b3c4d5e6f', 1764240000)
  expect(saysTheSame(response(one), response(value(4711, '7a2e3c1a-0d4e-4f6b-9c8d-1a2b3c4d5e6f', 1764249999)))).toBe(
    true,
  )
  expect(saysTheSame(response(one), response(value(4712, '6f1e3c1a-0d4e-4f6b-9c8d-1a2b3c4d5e6f', 1764240000)))).toBe(
    false,
  )
})

test('a header that is new is another answer, a request id and a limit are not', () => {
  const body: StoredBody = { json: { ok: true } }
  const headers = (more: Record<string, string>): { response: StoredResponse } =>
    response(body, { headers: { 'content-type': 'application/json', ...more } })
  const limits = { 'x-request-id': 'a', 'x-ratelimit-remaining-tokens': '10', 'openai-processing-ms': '99' }
  expect(
    saysTheSame(
      headers(limits),
      headers({ 'x-request-id': 'b', 'x-ratelimit-remaining-tokens': '9', 'openai-processing-ms': '1' }),
    ),
  ).toBe(true)
  expect(saysTheSame(headers({}), headers({ 'x-next-page': '2' }))).toBe(false)
  expect(saysTheSame(headers({}), response(body, { status: 201 }))).toBe(false)
})
