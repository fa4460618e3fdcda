import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'

/** What an SDK makes of a stream, as far as it has come. */
export class SdkAnswer {
  text = ''
  usage: { readonly input: number; readonly output: number } | undefined
  readonly #calls = new Map<unknown, { name: string; input: string }>()

  get toolCalls(): ReadonlyArray<{ readonly name: string; readonly input: string }> {
    return [...this.#calls.values()]
  }

  /** Begins a tool call, or adds to its input; each has a key of its own. */
  call(key: unknown, name: string | undefined, input: string | undefined): void {
    const call = this.#calls.get(key)
    if (call === undefined) this.#calls.set(key, { name: name ?? '', input: input ?? '' })
    else call.input += input ?? ''
  }

  has(key: unknown): boolean {
    return this.#calls.has(key)
  }

  count(input: number | undefined, output: number | undefined): void {
    this.usage = { input: input ?? 0, output: output ?? 0 }
  }
}

/** A streamed answer as a provider sent it. */
export interface StreamedBody {
  readonly url: URL
  readonly contentType: string
  readonly bytes: Uint8Array
}

type Reader = (body: StreamedBody, answer: SdkAnswer) => Promise<void>

/** The SDKs are installed for the matrix only, by `npm run matrix`. */
const matrix = createRequire(join(import.meta.dirname, '../matrix/package.json'))

/** Loads an SDK. */
async function sdk(name: string): Promise<any> {
  return import(pathToFileURL(matrix.resolve(name)).href)
}

const fetchOf = (body: StreamedBody) => (): Promise<Response> =>
  Promise.resolve(
    new Response(body.bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': body.contentType } }),
  )

/** The SDK that reads such a stream, by the address it came from; `undefined` where we know of none. */
export function sdkFor({
  url,
  contentType,
}: StreamedBody): { readonly family: string; readonly read: Reader } | undefined {
  const address = `${url.host}${url.pathname}`
  return families.find(({ at, type }) => at.test(address) && type.test(contentType))
}

const sse = /event-stream/

const families: ReadonlyArray<{ family: string; at: RegExp; type: RegExp; read: Reader }> = [
  { family: 'mistral', at: /^api\.mistral\.ai\/v1\/chat\/completions$/, type: sse, read: readMistral },
  { family: 'openai chat', at: /\/(chat|models)\/completions$/, type: sse, read: readChat },
  { family: 'openai completions', at: /\.com\/v1\/completions$/, type: sse, read: readCompletions },
  { family: 'openai responses', at: /\/responses$/, type: sse, read: readResponses },
  { family: 'anthropic', at: /anthropic.*\/messages$|:streamRawPredict$/, type: sse, read: readAnthropic },
  { family: 'gemini', at: /:streamGenerateContent$/, type: sse, read: readGemini },
  { family: 'bedrock converse', at: /\/converse-stream$/, type: /amazon/, read: readConverse },
  { family: 'cohere', at: /\/v2\/chat$/, type: sse, read: readCohere },
  { family: 'bedrock invoke', at: /\/model\/[^/]*(claude|nova)[^/]*\/invoke-with-/, type: /amazon/, read: readInvoke },
  { family: 'ollama', at: /\/api\/generate$/, type: /ndjson/, read: readGenerate },
  { family: 'ollama', at: /\/api\/chat$/, type: /ndjson/, read: readOllama },
]

async function readMistral(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { Mistral, HTTPClient } = await sdk('@mistralai/mistralai')
  const client = new Mistral({ apiKey: 'x', httpClient: new HTTPClient({ fetcher: fetchOf(body) }) })
  for await (const { data } of await client.chat.stream({ model: 'm', messages: [] })) {
    for (const { index, delta } of data.choices) {
      answer.text += plainText(delta.content)
      for (const [place, call] of (delta.toolCalls ?? []).entries()) {
        const input = call.function.arguments
        answer.call(`${index}.${place}`, call.function.name, typeof input === 'string' ? input : JSON.stringify(input))
      }
    }
    if (data.usage) answer.count(data.usage.promptTokens, data.usage.completionTokens)
  }
}

async function readChat(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { default: OpenAI } = await sdk('openai')
  const client = new OpenAI({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true })
  for await (const chunk of stream) {
    for (const { index, delta } of chunk.choices ?? []) {
      answer.text += plainText(delta?.content)
      for (const call of delta?.tool_calls ?? [])
        answer.call(`${index}.${call.index ?? 0}`, call.function?.name, call.function?.arguments)
    }
    if (chunk.usage) answer.count(chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
  }
}

/** Mistral's parts of a text, without what is thinking. */
function plainText(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : ''
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

/** The final response, which says all of it once more; the deltas for a stream that was cut before. */
async function readResponses(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { default: OpenAI } = await sdk('openai')
  const client = new OpenAI({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  for await (const event of await client.responses.create({ model: 'm', input: '', stream: true })) {
    if (event.type === 'response.completed' || event.type === 'response.incomplete')
      return compareFinal(event.response, answer)
    if (event.type === 'response.output_text.delta') answer.text += event.delta
    if (event.type === 'response.output_item.added' && event.item.type === 'function_call')
      answer.call(event.output_index, event.item.name, event.item.arguments)
    if (event.type === 'response.function_call_arguments.delta') answer.call(event.output_index, '', event.delta)
  }
}

/** @throws Error when the final response is not the sum of the deltas. */
function compareFinal({ output, usage }: any, answer: SdkAnswer): void {
  const parts = output.flatMap(({ type, content }: any) => (type === 'message' ? content : []))
  const text = parts.map((part: any) => part.text ?? part.refusal ?? '').join('')
  const calls = output.filter(({ type }: any) => type === 'function_call').map((call: any) => call.arguments)
  const had = answer.toolCalls.map(({ input }) => input)
  if (text !== answer.text || String(calls) !== String(had))
    throw new Error(`final ${text} ${calls}, before ${answer.text} ${had.join()}`)
  if (usage) answer.count(usage.input_tokens, usage.output_tokens)
}

async function readAnthropic(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { default: Anthropic } = await sdk('@anthropic-ai/sdk')
  const client = new Anthropic({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  const stream = await client.messages.create({ model: 'm', max_tokens: 1, messages: [], stream: true })
  for await (const event of stream) readAnthropicEvent(event, answer)
}

function readAnthropicEvent(
  { type, index, message, usage, content_block: block, delta }: any,
  answer: SdkAnswer,
): void {
  if (type === 'message_start') answer.count(message.usage.input_tokens, message.usage.output_tokens)
  if (type === 'message_delta')
    answer.count(Math.max(answer.usage?.input ?? 0, usage.input_tokens ?? 0), usage.output_tokens)
  if (type === 'content_block_start' && block.type === 'tool_use') answer.call(index, block.name, '')
  if (type === 'content_block_start' && block.type === 'text') answer.text += block.text
  if (type === 'content_block_delta' && delta.type === 'text_delta') answer.text += delta.text
  if (type === 'content_block_delta' && delta.type === 'input_json_delta' && answer.has(index))
    answer.call(index, '', delta.partial_json)
}

/** This SDK has no `fetch` of its own to be given. */
async function readGemini(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { GoogleGenAI } = await sdk('@google/genai')
  const real = globalThis.fetch
  globalThis.fetch = fetchOf(body)
  try {
    const client = new GoogleGenAI({ apiKey: 'x' })
    for await (const chunk of await client.models.generateContentStream({ model: 'm', contents: 'x' })) {
      for (const part of (chunk.candidates ?? []).flatMap(({ content }: any) => content?.parts ?? [])) {
        if (part.functionCall) answer.call(part, part.functionCall.name, JSON.stringify(part.functionCall.args ?? {}))
        else if (!part.thought) answer.text += part.text ?? ''
      }
      const { promptTokenCount = 0, candidatesTokenCount = 0 } = chunk.usageMetadata ?? {}
      answer.count(
        Math.max(answer.usage?.input ?? 0, promptTokenCount),
        Math.max(answer.usage?.output ?? 0, candidatesTokenCount),
      )
    }
  } finally {
    globalThis.fetch = real
  }
}

/** Sends a command of Bedrock and gives the events of its answer. */
async function bedrockEvents(body: StreamedBody, command: (commands: any) => unknown): Promise<AsyncIterable<any>> {
  const { BedrockRuntimeClient, ...commands } = await sdk('@aws-sdk/client-bedrock-runtime')
  const response = { statusCode: 200, headers: { 'content-type': body.contentType }, body: Readable.from([body.bytes]) }
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    requestHandler: {
      handle: () => Promise.resolve({ response }),
      destroy() {},
      metadata: { handlerProtocol: 'http/1.1' },
    },
  })
  const answer = await client.send(command(commands))
  return answer.stream ?? answer.body
}

async function readConverse(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const send = ({ ConverseStreamCommand }: any): unknown => new ConverseStreamCommand({ modelId: 'm', messages: [] })
  for await (const event of await bedrockEvents(body, send)) readConverseEvent(event, answer)
}

function readConverseEvent(
  { contentBlockStart: start, contentBlockDelta: delta, metadata }: any,
  answer: SdkAnswer,
): void {
  if (start?.start?.toolUse) answer.call(start.contentBlockIndex, start.start.toolUse.name, '')
  if (delta?.delta?.toolUse) answer.call(delta.contentBlockIndex, '', delta.delta.toolUse.input)
  answer.text += delta?.delta?.text ?? ''
  if (metadata?.usage) answer.count(metadata.usage.inputTokens, metadata.usage.outputTokens)
}

/** The SDK hands out bytes: JSON in the words of the model's own API. */
async function readInvoke(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const send = ({ InvokeModelWithResponseStreamCommand: Command }: any): unknown =>
    new Command({ modelId: 'm', body: '{}', contentType: 'application/json' })
  for await (const { chunk } of await bedrockEvents(body, send)) {
    const event = JSON.parse(Buffer.from(chunk.bytes).toString())
    if (typeof event.completion === 'string') answer.text += event.completion
    else if (typeof event.type === 'string') readAnthropicEvent(event, answer)
    else readConverseEvent(event, answer)
  }
}

async function readCohere(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { CohereClientV2 } = await sdk('cohere-ai')
  const real = globalThis.fetch
  globalThis.fetch = fetchOf(body)
  try {
    const client = new CohereClientV2({ token: 'x' })
    for await (const event of await client.chatStream({ model: 'm', messages: [] }, { maxRetries: 0 })) {
      const message = event.delta?.message
      if (event.type === 'content-start' || event.type === 'content-delta') answer.text += message?.content?.text ?? ''
      if (event.type === 'tool-call-start')
        answer.call(event.index, message.toolCalls.function.name, message.toolCalls.function.arguments)
      if (event.type === 'tool-call-delta') answer.call(event.index, '', message.toolCalls.function.arguments)
      const tokens = event.type === 'message-end' ? event.delta?.usage?.tokens : undefined
      if (tokens) answer.count(tokens.inputTokens, tokens.outputTokens)
    }
  } finally {
    globalThis.fetch = real
  }
}

async function readGenerate(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { Ollama } = await sdk('ollama')
  const client = new Ollama({ fetch: fetchOf(body) })
  for await (const chunk of await client.generate({ model: 'm', prompt: '', stream: true })) {
    answer.text += chunk.response
    if (chunk.eval_count !== undefined) answer.count(chunk.prompt_eval_count, chunk.eval_count)
  }
}

async function readCompletions(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { default: OpenAI } = await sdk('openai')
  const client = new OpenAI({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  for await (const { choices, usage } of await client.completions.create({ model: 'm', prompt: '', stream: true })) {
    for (const { text } of choices) answer.text += text
    if (usage) answer.count(usage.prompt_tokens, usage.completion_tokens)
  }
}

async function readOllama(body: StreamedBody, answer: SdkAnswer): Promise<void> {
  const { Ollama } = await sdk('ollama')
  const client = new Ollama({ fetch: fetchOf(body) })
  for await (const { message, prompt_eval_count, eval_count } of await client.chat({
    model: 'm',
    messages: [],
    stream: true,
  })) {
    answer.text += message.content ?? ''
    for (const call of message.tool_calls ?? [])
      answer.call(call, call.function.name, JSON.stringify(call.function.arguments))
    if (eval_count !== undefined) answer.count(prompt_eval_count, eval_count)
  }
}
