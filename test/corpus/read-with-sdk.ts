import { Readable } from 'node:stream'
import { familyOf, fetchOf, sdk, type Family, type SdkAnswer, type SentBody } from './sdk-answer.ts'

/** The SDK for a stream, by its address; `undefined` when there is none. */
export function sdkFor(body: SentBody): Family | undefined {
  return familyOf(body, families)
}

const sse = /event-stream/

const families: readonly Family[] = [
  {
    family: 'mistral',
    sdk: '@mistralai/mistralai',
    at: /^api\.mistral\.ai\/v1\/chat\/completions$/,
    type: sse,
    read: readMistral,
  },
  { family: 'openai chat', sdk: 'openai', at: /\/(chat|models)\/completions$/, type: sse, read: readChat },
  { family: 'openai completions', sdk: 'openai', at: /\/v1\/completions$/, type: sse, read: readCompletions },
  { family: 'openai responses', sdk: 'openai', at: /\/responses$/, type: sse, read: readResponses },
  {
    family: 'anthropic',
    sdk: '@anthropic-ai/sdk',
    at: /anthropic.*\/messages$|:streamRawPredict$/,
    type: sse,
    read: readAnthropic,
  },
  {
    family: 'gemini',
    sdk: '@google/genai',
    at: /:streamGenerateContent$/,
    type: /event-stream|json/,
    read: readGemini,
  },
  {
    family: 'bedrock converse',
    sdk: '@aws-sdk/client-bedrock-runtime',
    at: /\/converse-stream$/,
    type: /amazon/,
    read: readConverse,
  },
  { family: 'cohere', sdk: 'cohere-ai', at: /\/v2\/chat$/, type: sse, read: readCohere },
  {
    family: 'bedrock invoke',
    sdk: '@aws-sdk/client-bedrock-runtime',
    at: /\/model\/[^/]*(claude|nova)[^/]*\/invoke-with-/,
    type: /amazon/,
    read: readInvoke,
  },
  { family: 'ollama', sdk: 'ollama', at: /\/api\/generate$/, type: /ndjson/, read: readGenerate },
  { family: 'ollama', sdk: 'ollama', at: /\/api\/chat$/, type: /ndjson/, read: readOllama },
]

async function readMistral(body: SentBody, answer: SdkAnswer): Promise<void> {
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

async function readChat(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { default: OpenAI } = await sdk('openai')
  const client = new OpenAI({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true })
  for await (const chunk of stream) {
    for (const { index, delta } of chunk.choices ?? []) {
      answer.text += plainText(delta?.content)
      for (const call of delta?.tool_calls ?? [])
        answer.call(`${index}.${call.index ?? 0}`, call.function?.name, call.function?.arguments)
    }
    if (chunk.usage) countChat(chunk.usage, answer)
  }
}

/** Tokens of OpenAI's chat. */
export function countChat(usage: any, answer: SdkAnswer): void {
  answer.count(usage.prompt_tokens, usage.completion_tokens, {
    cached: usage.prompt_tokens_details?.cached_tokens,
    reasoning: usage.completion_tokens_details?.reasoning_tokens,
  })
}

/** The text in Mistral's parts, without thinking. */
export function plainText(content: unknown): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : ''
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

/** The final response, which repeats the whole answer, or the deltas of a stream that was cut before. */
async function readResponses(body: SentBody, answer: SdkAnswer): Promise<void> {
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
  if (usage) countResponses(usage, answer)
}

/** Tokens of OpenAI's responses. */
export function countResponses(usage: any, answer: SdkAnswer): void {
  answer.count(usage.input_tokens, usage.output_tokens, {
    cached: usage.input_tokens_details?.cached_tokens,
    reasoning: usage.output_tokens_details?.reasoning_tokens,
  })
}

async function readAnthropic(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { default: Anthropic } = await sdk('@anthropic-ai/sdk')
  const client = new Anthropic({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  const stream = await client.messages.create({ model: 'm', max_tokens: 1, messages: [], stream: true })
  for await (const event of stream) readAnthropicEvent(event, answer)
}

function readAnthropicEvent(
  { type, index, message, usage, content_block: block, delta }: any,
  answer: SdkAnswer,
): void {
  if (type === 'message_start') countAnthropic(message.usage, answer)
  if (type === 'message_delta') countAnthropic(usage, answer)
  if (type === 'content_block_start' && block.type === 'tool_use') answer.call(index, block.name, '')
  if (type === 'content_block_start' && block.type === 'text') answer.text += block.text
  if (type === 'content_block_delta' && delta.type === 'text_delta') answer.text += delta.text
  if (type === 'content_block_delta' && delta.type === 'input_json_delta' && answer.has(index))
    answer.call(index, '', delta.partial_json)
}

/** Tokens of Anthropic, which counts its cache separately. */
export function countAnthropic(usage: any, answer: SdkAnswer): void {
  const { input_tokens: input, cache_read_input_tokens: cached, cache_creation_input_tokens: written } = usage
  answer.count((input ?? 0) + (cached ?? 0) + (written ?? 0), usage.output_tokens, { cached })
}

/** This SDK has no `fetch` option. */
async function readGemini(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { GoogleGenAI } = await sdk('@google/genai')
  const real = globalThis.fetch
  globalThis.fetch = fetchOf(asEvents(body))
  try {
    const client = new GoogleGenAI({ apiKey: 'x' })
    for await (const chunk of await client.models.generateContentStream({ model: 'm', contents: 'x' })) {
      readParts(chunk, answer)
      if (chunk.usageMetadata) countGemini(chunk.usageMetadata, answer)
    }
  } finally {
    globalThis.fetch = real
  }
}

/** The SDK requests events; other clients get the same content as an array. */
function asEvents(body: SentBody): SentBody {
  if (!body.contentType.includes('json')) return body
  const list = JSON.parse(Buffer.from(body.bytes).toString()) as unknown[]
  const events = list.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('')
  return { ...body, contentType: 'text/event-stream', bytes: Buffer.from(events) }
}

/** The content of the candidates in an answer or in a piece of it. */
export function readParts({ candidates = [] }: any, answer: SdkAnswer): void {
  for (const part of candidates.flatMap(({ content }: any) => content?.parts ?? [])) {
    if (part.functionCall) answer.call(part, part.functionCall.name, JSON.stringify(part.functionCall.args ?? {}))
    else if (!part.thought) answer.text += part.text ?? ''
  }
}

/** Tokens of Gemini, which counts thoughts and the input of tools separately. */
export function countGemini(usage: any, answer: SdkAnswer): void {
  const { promptTokenCount, toolUsePromptTokenCount, candidatesTokenCount, thoughtsTokenCount } = usage
  answer.count(
    (promptTokenCount ?? 0) + (toolUsePromptTokenCount ?? 0),
    (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0),
    { cached: usage.cachedContentTokenCount, reasoning: thoughtsTokenCount },
  )
}

/** Sends a command of Bedrock and returns its answer. */
export async function sendToBedrock(body: SentBody, command: (commands: any) => unknown): Promise<any> {
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
  return client.send(command(commands))
}

/** The events of a streamed answer of Bedrock. */
async function bedrockEvents(body: SentBody, command: (commands: any) => unknown): Promise<AsyncIterable<any>> {
  const { stream, body: chunks } = await sendToBedrock(body, command)
  return stream ?? chunks
}

async function readConverse(body: SentBody, answer: SdkAnswer): Promise<void> {
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
  if (metadata?.usage) countBedrock(metadata.usage, answer)
}

/** Tokens of Bedrock, which counts its cache separately. */
export function countBedrock(usage: any, answer: SdkAnswer): void {
  const { inputTokens = 0, cacheReadInputTokens: cached, cacheWriteInputTokens: written = 0 } = usage
  answer.count(inputTokens + (cached ?? 0) + written, usage.outputTokens, { cached })
}

/** The SDK returns bytes: JSON in the format of the model's own API. */
async function readInvoke(body: SentBody, answer: SdkAnswer): Promise<void> {
  const send = ({ InvokeModelWithResponseStreamCommand: Command }: any): unknown =>
    new Command({ modelId: 'm', body: '{}', contentType: 'application/json' })
  for await (const { chunk } of await bedrockEvents(body, send)) {
    const event = JSON.parse(Buffer.from(chunk.bytes).toString())
    if (typeof event.completion === 'string') answer.text += event.completion
    else if (typeof event.type === 'string') readAnthropicEvent(event, answer)
    else readConverseEvent(event, answer)
  }
}

async function readCohere(body: SentBody, answer: SdkAnswer): Promise<void> {
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

async function readGenerate(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { Ollama } = await sdk('ollama')
  const client = new Ollama({ fetch: fetchOf(body) })
  for await (const chunk of await client.generate({ model: 'm', prompt: '', stream: true })) {
    answer.text += chunk.response
    if (chunk.eval_count !== undefined) answer.count(chunk.prompt_eval_count, chunk.eval_count)
  }
}

async function readCompletions(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { default: OpenAI } = await sdk('openai')
  const client = new OpenAI({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  for await (const { choices, usage } of await client.completions.create({ model: 'm', prompt: '', stream: true })) {
    for (const { text } of choices) answer.text += text
    if (usage) countChat(usage, answer)
  }
}

async function readOllama(body: SentBody, answer: SdkAnswer): Promise<void> {
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
