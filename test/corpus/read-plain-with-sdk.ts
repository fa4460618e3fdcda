import {
  countAnthropic,
  countBedrock,
  countChat,
  countGemini,
  countResponses,
  plainText,
  readParts,
  sendToBedrock,
} from './read-with-sdk.ts'
import { familyOf, fetchOf, sdk, type Family, type SdkAnswer, type SentBody } from './sdk-answer.ts'

/** The SDK for a plain answer, by its address; `undefined` when there is none. */
export function plainSdkFor(body: SentBody): Family | undefined {
  return familyOf(body, families)
}

const type = /json/

const families: readonly Family[] = [
  {
    family: 'mistral',
    sdk: '@mistralai/mistralai',
    at: /^api\.mistral\.ai\/v1\/chat\/completions$/,
    type,
    read: readMistral,
  },
  { family: 'openai chat', sdk: 'openai', at: /\/(chat|models)\/completions$/, type, read: readChat },
  { family: 'openai completions', sdk: 'openai', at: /\/v1\/completions$/, type, read: readCompletions },
  { family: 'openai responses', sdk: 'openai', at: /\/responses$/, type, read: readResponses },
  {
    family: 'anthropic',
    sdk: '@anthropic-ai/sdk',
    at: /anthropic.*\/messages$|:rawPredict$/,
    type,
    read: readAnthropic,
  },
  { family: 'gemini', sdk: '@google/genai', at: /:generateContent$/, type, read: readGemini },
  {
    family: 'bedrock converse',
    sdk: '@aws-sdk/client-bedrock-runtime',
    at: /\/model\/[^/]*\/converse$/,
    type,
    read: readConverse,
  },
  {
    family: 'bedrock invoke',
    sdk: '@aws-sdk/client-bedrock-runtime',
    at: /\/model\/[^/]*(claude|nova)[^/]*\/invoke$/,
    type,
    read: readInvoke,
  },
  { family: 'cohere', sdk: 'cohere-ai', at: /\/v2\/chat$/, type, read: readCohere },
  { family: 'ollama', sdk: 'ollama', at: /\/api\/chat$/, type, read: readOllama },
]

async function readMistral(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { Mistral, HTTPClient } = await sdk('@mistralai/mistralai')
  const client = new Mistral({ apiKey: 'x', httpClient: new HTTPClient({ fetcher: fetchOf(body) }) })
  const { choices, usage } = await client.chat.complete({ model: 'm', messages: [] })
  for (const { index, message } of choices) {
    answer.text += plainText(message.content)
    for (const [place, call] of (message.toolCalls ?? []).entries()) {
      const input = call.function.arguments
      answer.call(`${index}.${place}`, call.function.name, typeof input === 'string' ? input : JSON.stringify(input))
    }
  }
  answer.count(usage.promptTokens, usage.completionTokens)
}

async function readChat(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { default: OpenAI } = await sdk('openai')
  const client = new OpenAI({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  const { choices, usage } = await client.chat.completions.create({ model: 'm', messages: [] })
  for (const { index, message } of choices) {
    answer.text += plainText(message.content)
    for (const [place, call] of (message.tool_calls ?? []).entries())
      answer.call(`${index}.${place}`, call.function?.name, call.function?.arguments)
    // The form before there were tools. Some providers send it empty.
    const { name, arguments: input } = message.function_call ?? {}
    if (name) answer.call(index, name, input)
  }
  if (usage) countChat(usage, answer)
}

async function readCompletions(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { default: OpenAI } = await sdk('openai')
  const client = new OpenAI({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  const { choices, usage } = await client.completions.create({ model: 'm', prompt: '' })
  for (const { text } of choices) answer.text += text
  if (usage) countChat(usage, answer)
}

async function readResponses(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { default: OpenAI } = await sdk('openai')
  const client = new OpenAI({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  const { output, usage } = await client.responses.create({ model: 'm', input: '' })
  for (const [place, item] of output.entries()) {
    for (const part of item.type === 'message' ? item.content : []) answer.text += part.text ?? part.refusal ?? ''
    if (item.type === 'function_call') answer.call(place, item.name, item.arguments)
  }
  if (usage) countResponses(usage, answer)
}

async function readAnthropic(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { default: Anthropic } = await sdk('@anthropic-ai/sdk')
  const client = new Anthropic({ apiKey: 'x', fetch: fetchOf(body), maxRetries: 0 })
  readMessage(await client.messages.create({ model: 'm', max_tokens: 1, messages: [] }), answer)
}

function readMessage({ content, usage }: any, answer: SdkAnswer): void {
  for (const [place, part] of content.entries()) {
    if (part.type === 'text') answer.text += part.text
    if (part.type === 'tool_use') answer.call(place, part.name, JSON.stringify(part.input))
  }
  countAnthropic(usage, answer)
}

async function readGemini(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { GoogleGenAI } = await sdk('@google/genai')
  const result = await withFetch(body, () =>
    new GoogleGenAI({ apiKey: 'x' }).models.generateContent({ model: 'm', contents: 'x' }),
  )
  readParts(result, answer)
  if (result.usageMetadata) countGemini(result.usageMetadata, answer)
}

async function readConverse(body: SentBody, answer: SdkAnswer): Promise<void> {
  readOutput(
    await sendToBedrock(body, ({ ConverseCommand }) => new ConverseCommand({ modelId: 'm', messages: [] })),
    answer,
  )
}

/** The SDK returns bytes: JSON in the format of the model's own API. */
async function readInvoke(body: SentBody, answer: SdkAnswer): Promise<void> {
  const sent = await sendToBedrock(
    body,
    ({ InvokeModelCommand }) => new InvokeModelCommand({ modelId: 'm', body: '{}', contentType: 'application/json' }),
  )
  const value = JSON.parse(Buffer.from(sent.body).toString())
  if (typeof value.completion === 'string') answer.text += value.completion
  else if (value.output === undefined) readMessage(value, answer)
  else readOutput(value, answer)
}

function readOutput({ output, usage }: any, answer: SdkAnswer): void {
  for (const [place, part] of (output.message?.content ?? []).entries()) {
    answer.text += part.text ?? ''
    if (part.toolUse) answer.call(place, part.toolUse.name, JSON.stringify(part.toolUse.input))
  }
  if (usage) countBedrock(usage, answer)
}

async function readCohere(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { CohereClientV2 } = await sdk('cohere-ai')
  const { message, usage } = await withFetch(body, () =>
    new CohereClientV2({ token: 'x' }).chat({ model: 'm', messages: [] }, { maxRetries: 0 }),
  )
  for (const part of message.content ?? []) answer.text += part.type === 'text' ? part.text : ''
  for (const [place, call] of (message.toolCalls ?? []).entries())
    answer.call(place, call.function.name, call.function.arguments)
  const tokens = usage?.tokens
  if (tokens) answer.count(tokens.inputTokens + (tokens.imageTokens ?? tokens.image_tokens ?? 0), tokens.outputTokens)
}

async function readOllama(body: SentBody, answer: SdkAnswer): Promise<void> {
  const { Ollama } = await sdk('ollama')
  const { message, ...counts } = await new Ollama({ fetch: fetchOf(body) }).chat({ model: 'm', messages: [] })
  answer.text += message.content ?? ''
  for (const call of message.tool_calls ?? [])
    answer.call(call, call.function.name, JSON.stringify(call.function.arguments))
  answer.count(counts.prompt_eval_count, counts.eval_count)
}

/** For SDKs without a `fetch` option. */
async function withFetch(body: SentBody, run: () => Promise<any>): Promise<any> {
  const real = globalThis.fetch
  globalThis.fetch = fetchOf(body)
  try {
    return await run()
  } finally {
    globalThis.fetch = real
  }
}
