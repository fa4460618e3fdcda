import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { EventStreamCodec } from '@smithy/core/event-streams'
import { lookUp, prompts } from './project/row.ts'

/** A call to the provider of the matrix. */
export interface ProviderCall {
  readonly method: string
  /** Address of the SDK's call, such as `https://host/path`, without the query. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

type Answer = (call: ProviderCall, response: ServerResponse, matched: RegExpExecArray) => void | Promise<void>

const usage = { inputTokens: { total: 3 }, outputTokens: { total: 5 } }
/** The last word of a count. It is in no time, id or header. */
export const lastWord = 'omega'
/** The words of a counting model. The last word comes twice, so that no cut into chunks hides both. */
export const numbers: readonly string[] = [
  ...Array.from({ length: 11 }, (_, number) => `number ${number + 1}, `),
  `${lastWord} ${lastWord}`,
]
const prediction = (id: string, rest: object = {}): object => ({
  id,
  model: 'meta/llama-3',
  version: 'one',
  input: {},
  logs: '',
  error: null,
  created_at: '2026-01-01T00:00:00Z',
  ...rest,
})

/** Answers in formats that aimock does not have, by method and target. */
const answers: ReadonlyArray<readonly [method: string, target: RegExp, answer: Answer]> = [
  ['POST', /api\.anthropic\.com\/v1\/messages\/count_tokens$/, (_, response) => json(response, { input_tokens: 7 })],
  [
    'POST',
    /api\.anthropic\.com\/v1\/files$/,
    (_, response) =>
      json(response, { id: 'file_1', type: 'file', filename: 'a.txt', mime_type: 'text/plain', size_bytes: 6 }),
  ],
  ['POST', /api\.anthropic\.com\/v1\/messages\/batches$/, (_, response) => json(response, batch)],
  ['GET', /api\.anthropic\.com\/v1\/messages\/batches\/batch_1$/, (_, response) => json(response, batch)],
  [
    'GET',
    /api\.anthropic\.com\/v1\/messages\/batches\/batch_1\/results$/,
    (_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/x-jsonl' })
        .end('{"custom_id":"one","result":{"type":"errored"}}\n{"custom_id":"two","result":{"type":"expired"}}\n'),
  ],
  ['POST', /googleapis\.com\/.*:countTokens$/, (_, response) => json(response, { totalTokens: 7 })],
  [
    'POST',
    /googleapis\.com\/.*:batchEmbedContents$/,
    (_, response) => json(response, { embeddings: [{ values: [0.25, -0.5, 1] }] }),
  ],
  [
    'POST',
    /generativelanguage\.googleapis\.com\/upload\/v1(beta)?\/files$/,
    (_, response) =>
      json(response, {}, 200, {
        'x-goog-upload-url': 'https://generativelanguage.googleapis.com/upload/v1beta/files/1',
        'x-goog-upload-status': 'active',
      }),
  ],
  [
    'POST',
    /generativelanguage\.googleapis\.com\/upload\/v1beta\/files\/1$/,
    (_, response) =>
      json(response, { file: { name: 'files/1', mimeType: 'text/plain', sizeBytes: '6', state: 'ACTIVE' } }, 200, {
        'x-goog-upload-status': 'final',
      }),
  ],
  ['POST', /bedrock-runtime\..*\/invoke-with-response-stream$/, invokeStream],
  [
    'POST',
    /api\.mistral\.ai\/v1\/embeddings$/,
    (_, response) => json(response, { id: '1', object: 'list', model: 'mistral-embed', usage: tokens, data: embedded }),
  ],
  ['POST', /ai-gateway\.vercel\.sh\/v4\/ai\/language-model$/, gateway],
  ['POST', /api\.replicate\.com\/v1\/models\/meta\/llama-3\/predictions$/, predict],
  ['GET', /stream\.replicate\.com\/v1\/predictions\/(plain|slow|break)$/, streamPrediction],
  [
    'POST',
    /api\.voyageai\.com\/v1\/embeddings$/,
    ({ body }, response) =>
      body.includes(prompts.fail)
        ? json(response, { detail: 'No such thing' }, 400)
        : json(response, { object: 'list', data: [{ object: 'embedding', embedding: [0.25, -0.5], index: 0 }] }),
  ],
  ['POST', /api\.voyageai\.com\/v1\/rerank$/, (_, response) => json(response, ranked)],
  ['POST', /router\.huggingface\.co\/hf-inference\/.*bge/, (_, response) => json(response, [0.25, -0.5, 1])],
  [
    'POST',
    /router\.huggingface\.co\/hf-inference\/.*flux/,
    (_, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([137, 80, 78, 71, 0, 255])),
  ],
  [
    'GET',
    /huggingface\.co\/api\/models\/(bge|flux)$/,
    (_, response, [, model]) =>
      json(response, {
        inferenceProviderMapping: {
          'hf-inference': {
            status: 'live',
            providerId: model,
            task: model === 'bge' ? 'feature-extraction' : 'text-to-image',
          },
        },
      }),
  ],
]

const batch = {
  id: 'batch_1',
  type: 'message_batch',
  processing_status: 'ended',
  results_url: 'https://api.anthropic.com/v1/messages/batches/batch_1/results',
}
const embedded = [{ object: 'embedding', embedding: [0.25, -0.5, 1], index: 0 }]
const tokens = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 }
const ranked = { object: 'list', data: [{ index: 1, relevance_score: 0.5 }], model: 'rerank-2' }

/** Answers calls in formats that aimock does not have; `false` for all others. */
export function answerOwn(call: ProviderCall, response: ServerResponse): boolean {
  if (call.body.includes(prompts.fail) && fail(call, response)) return true
  if (
    call.target.includes('openrouter.ai') &&
    call.body.includes('"stream":true') &&
    !call.body.includes(prompts.fail)
  ) {
    void sendEvents(response, call.body, openrouterEvents)
    return true
  }
  // aimock gives such an answer another reason for its end than Gemini does.
  if (/googleapis\.com\/.*:generateContent$/.test(call.target) && isLoopStart(call.body)) {
    const part = { functionCall: { name: lookUp.name, args: { order: '4711' } } }
    const candidate = { content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }
    json(response, { candidates: [candidate], modelVersion: 'gemini-2.5-flash' })
    return true
  }
  for (const [method, target, answer] of answers) {
    const matched = method === call.method ? target.exec(call.target) : null
    if (matched === null) continue
    void answer(call, response, matched)
    return true
  }
  return false
}

function isLoopStart(body: string): boolean {
  return body.includes(prompts.loop) && !body.includes('functionResponse')
}

/** Errors of families with another error format than OpenAI. */
function fail({ target }: ProviderCall, response: ServerResponse): boolean {
  if (target.includes('bedrock-runtime'))
    json(response, { message: 'No such thing' }, 400, { 'x-amzn-errortype': 'ValidationException' })
  else if (target.includes(':11434') || target.includes('huggingface')) json(response, { error: 'No such thing' }, 400)
  else return false
  return true
}

function json(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** Vercel's gateway uses the AI SDK's own model interface. */
async function gateway({ body, headers }: ProviderCall, response: ServerResponse): Promise<void> {
  if (body.includes(prompts.fail))
    return json(response, { error: { message: 'No such thing', type: 'invalid_request_error' } }, 400)
  if (headers['ai-language-model-streaming'] !== 'true') {
    const text = body.includes('tool-result') ? 'Order 4711 is on its way.' : 'The answer is 42.'
    const isCalling = body.includes(prompts.tool) || (body.includes(prompts.loop) && !body.includes('tool-result'))
    const content = isCalling
      ? [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'look_up', input: '{"order":"4711"}' }]
      : [{ type: 'text', text }]
    const finish = isCalling ? 'tool-calls' : 'stop'
    return json(response, { content, finishReason: { unified: finish, raw: finish }, usage, warnings: [] })
  }
  await sendEvents(
    response,
    body,
    [
      { type: 'stream-start', warnings: [] },
      { type: 'text-start', id: '1' },
      ...numbers.map((delta) => ({ type: 'text-delta', id: '1', delta })),
      { type: 'text-end', id: '1' },
      { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage },
    ].map((part) => `data: ${JSON.stringify(part)}\n\n`),
  )
}

/** OpenRouter's SDK validates every event, and rejects a `null` that OpenAI sends. */
const openrouterEvents = [
  ...numbers.map((content, index) =>
    JSON.stringify({
      id: 'gen-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'openai/gpt-5',
      choices: [{ index: 0, delta: { content }, finish_reason: index === numbers.length - 1 ? 'stop' : null }],
    }),
  ),
  '[DONE]',
].map((data) => `data: ${data}\n\n`)

/** Each event of the model's own stream is in base64. */
function invokeStream(_: ProviderCall, response: ServerResponse): void {
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes).toString(),
    (text) => Buffer.from(text),
  )
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
  for (const completion of numbers) {
    const bytes = Buffer.from(JSON.stringify({ completion })).toString('base64')
    const message = codec.encode({
      headers: {
        ':event-type': { type: 'string', value: 'chunk' },
        ':content-type': { type: 'string', value: 'application/json' },
        ':message-type': { type: 'string', value: 'event' },
      },
      body: Buffer.from(JSON.stringify({ bytes })),
    })
    response.write(message)
  }
  response.end()
}

function predict({ body }: ProviderCall, response: ServerResponse): void {
  if (body.includes(prompts.fail)) return json(response, { detail: 'No such thing', status: 400 }, 400)
  const kind = body.includes(prompts.break) ? 'break' : body.includes(prompts.abort) ? 'slow' : 'plain'
  const urls = { stream: `https://stream.replicate.com/v1/predictions/${kind}` }
  json(response, prediction(kind, { status: 'succeeded', output: ['The answer ', 'is 42.'], urls }), 201)
}

async function streamPrediction(_: ProviderCall, response: ServerResponse, [, kind]: RegExpExecArray): Promise<void> {
  const prompt = kind === 'break' ? prompts.break : kind === 'slow' ? prompts.abort : prompts.stream
  await sendEvents(response, prompt, [
    ...numbers.map((text, index) => `event: output\nid: ${index}\ndata: ${text}\n\n`),
    'event: done\nid: done\ndata: {}\n\n',
  ])
}

/** Sends events one by one, with the speed and the end of the prompt. */
async function sendEvents(response: ServerResponse, body: string, events: readonly string[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const [index, event] of events.entries()) {
    if (response.destroyed) return
    response.write(event)
    await sleep(body.includes(prompts.abort) || body.includes(prompts.break) ? 20 : 2)
    if (index === 5 && body.includes(prompts.break)) return void response.destroy()
  }
  response.end()
}
