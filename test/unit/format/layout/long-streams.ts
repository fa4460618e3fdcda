import type { Chunk, Interaction } from '../../../../src/cassette/interaction.ts'
import { packBody } from '../../../../src/body/pack.ts'

/** The tokens of a sentence as models cut it, about four characters each. */
const sentence = [
  ' Your',
  ' order',
  ' ',
  '471',
  '1',
  ' is',
  ' on',
  ' its',
  ' way',
  ',',
  ' and',
  ' it',
  ' will',
  ' arrive',
]
const ending = [
  ' on',
  ' Friday',
  ' before',
  ' no',
  'on',
  '.',
  ' You',
  ' can',
  ' still',
  ' change',
  ' the',
  ' address',
  '.',
]

/** The tokens of an answer. */
export const tokens: readonly string[] = Array.from(
  { length: 315 },
  (_, index) => [...sentence, ...ending][index % (sentence.length + ending.length)]!,
)

/** Texts that are other ones in each recording: ids, times, padding, the times of chunks. */
interface Recording {
  readonly seed: number
  readonly said: readonly string[]
}

/** A streamed answer of one API, as its SDK receives it. */
export const streams: Readonly<Record<string, (recording: Recording) => string>> = {
  'OpenAI chat': ({ seed, said }) => {
    const head = {
      id: `chatcmpl-${random(seed, 29)}`,
      object: 'chat.completion.chunk',
      created: 1_764_240_000 + seed,
      model: 'gpt-5-mini-2025-08-07',
      service_tier: 'default',
      system_fingerprint: null,
    }
    const chunk = (delta: object, finish_reason: string | null, index: number): object => ({
      ...head,
      choices: [{ index: 0, delta, finish_reason }],
      usage: null,
      obfuscation: random(seed + index, 4 + ((seed + index) % 9)),
    })
    const usage = { prompt_tokens: 42, completion_tokens: said.length, total_tokens: 42 + said.length }
    return events([
      chunk({ role: 'assistant', content: '', refusal: null }, null, 0),
      ...said.map((content, index) => chunk({ content }, null, index)),
      chunk({}, 'stop', 1),
      { ...head, choices: [], usage, obfuscation: random(seed, 5) },
      '[DONE]',
    ])
  },

  Anthropic: ({ seed, said }) => {
    const id = `msg_${random(seed, 24)}`
    const usage = { input_tokens: 42, output_tokens: 1 }
    const message = { id, type: 'message', role: 'assistant', model: 'claude-sonnet-5', content: [], usage }
    const delta = (text: string): object => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })
    return events(
      [
        { type: 'message_start', message },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'ping' },
        ...said.map(delta),
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: said.length } },
        { type: 'message_stop' },
      ],
      (index) => ' '.repeat((seed * 7 + index * 5) % 16),
    )
  },

  'OpenAI responses': ({ seed, said }) => {
    const id = `msg_${random(seed, 48)}`
    const place = { item_id: id, output_index: 0, content_index: 0 }
    const text = said.join('')
    const part = (content: string): object => ({ type: 'output_text', annotations: [], logprobs: [], text: content })
    const item = (status: string, content: readonly object[]): object => ({
      id,
      type: 'message',
      status,
      content,
      role: 'assistant',
    })
    const response = (status: string, output: readonly object[], usage: object | null): object => ({
      id: `resp_${random(seed + 1, 48)}`,
      object: 'response',
      created_at: 1_764_240_000 + seed,
      status,
      error: null,
      incomplete_details: null,
      instructions: null,
      model: 'gpt-5-mini-2025-08-07',
      output,
      parallel_tool_calls: true,
      reasoning: { effort: 'medium', summary: null },
      store: true,
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      tools: [],
      usage,
      metadata: {},
    })
    const all = [
      { type: 'response.created', response: response('in_progress', [], null) },
      { type: 'response.in_progress', response: response('in_progress', [], null) },
      { type: 'response.output_item.added', output_index: 0, item: item('in_progress', []) },
      { type: 'response.content_part.added', ...place, part: part('') },
      ...said.map((delta, index) => ({
        type: 'response.output_text.delta',
        ...place,
        delta,
        logprobs: [],
        obfuscation: random(seed + index, 4 + ((seed + index) % 9)),
      })),
      { type: 'response.output_text.done', ...place, logprobs: [], text },
      { type: 'response.content_part.done', ...place, part: part(text) },
      { type: 'response.output_item.done', output_index: 0, item: item('completed', [part(text)]) },
      {
        type: 'response.completed',
        response: response('completed', [item('completed', [part(text)])], { total_tokens: said.length }),
      },
    ]
    return events(all.map(({ type, ...rest }, index) => ({ type, sequence_number: index, ...rest })))
  },
}

/** An interaction whose answer is a stream, in chunks that arrive at other times in each recording. */
export function streamed(url: string, body: string, seed: number): Interaction {
  const pieces = body.split(/(?<=\n\n)/)
  return {
    lane: 'main',
    recordedAt: new Date(1_764_240_000_000 + seed).toISOString(),
    request: {
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: {
        json: { model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content: 'Where is my parcel?' }] },
      },
    },
    response: {
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': `req_${random(seed, 32)}` },
      body: packBody(Buffer.from(body), 'text/event-stream')!,
      chunks: pieces.map((piece, index): Chunk => [(seed * 13 + index * 7) % 60, Buffer.byteLength(piece)]),
    },
  }
}

function events(list: readonly (object | string)[], pad: (index: number) => string = () => ''): string {
  return list
    .map((data, index) => {
      if (typeof data === 'string') return `data: ${data}\n\n`
      const name = 'type' in data ? `event: ${String(data.type)}\n` : ''
      return `${name}data: ${JSON.stringify(data).slice(0, -1)}${pad(index)}}\n\n`
    })
    .join('')
}

/** Letters and digits that look random, the same for the same seed. */
function random(seed: number, length: number): string {
  let state = (seed + 1) * 2_654_435_761
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[state % 62]
  }).join('')
}
