import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { anthropic } from '@ai-sdk/anthropic'
import { google } from '@ai-sdk/google'
import { openai } from '@ai-sdk/openai'
import {
  embed,
  generateImage,
  generateText,
  isStepCount,
  jsonSchema,
  streamText,
  tool,
  type LanguageModel,
  type TextStreamPart,
  type ToolSet,
} from 'ai'
import { lookUp, prompts, toolResult, type Row } from '../row.ts'

const bedrock = createAmazonBedrock({ region: 'us-east-1' })

const tools = { look_up: tool({ description: lookUp.description, inputSchema: jsonSchema(lookUp.parameters) }) }

const { description, parameters } = lookUp
const working = { look_up: tool({ description, inputSchema: jsonSchema(parameters), execute: () => toolResult }) }

/** A response without values that the AI SDK generates in each run: missing ids, and the time. */
function ofProvider<T extends object>(response: T & { id?: string; timestamp?: Date }): object {
  const { timestamp: _timestamp, id, ...rest } = response
  return { ...rest, ...(id?.startsWith('aitxt-') !== true && { id }) }
}

async function generate(model: LanguageModel, prompt: string, options: object = {}): Promise<object> {
  const { steps } = await generateText({ model, prompt, ...options })
  return steps.map(({ response, callId: _callId, performance: _performance, ...step }) => ({
    ...step,
    response: ofProvider(response),
  }))
}

/** The AI SDK generates the id of a tool call where the provider sends none. */
async function loop(model: LanguageModel, prompt: string): Promise<object> {
  const { steps } = await generateText({ model, prompt, tools: working, stopWhen: isStepCount(3) })
  return steps.map(({ text, toolCalls, toolResults, finishReason }) => ({
    text,
    finishReason,
    calls: toolCalls.map(({ toolName, input }) => [toolName, input]),
    results: toolResults.map(({ output }) => output),
  }))
}

/** A part without values that the AI SDK measures or generates in each run. */
function shown(part: TextStreamPart<ToolSet>): unknown {
  if (part.type === 'error') return part.error
  if (part.type !== 'finish-step') return part
  return { ...part, performance: undefined, response: ofProvider(part.response) }
}

function row(name: string, model: LanguageModel, more: Row['more'] = {}): Row {
  return {
    name: `ai: ${name}`,
    call: (prompt, abortSignal) => generate(model, prompt, { abortSignal }),
    async *stream(prompt, abortSignal) {
      // The SDK's own output of errors is not tested.
      const { fullStream } = streamText({ model, prompt, abortSignal, onError: () => {} })
      for await (const part of fullStream) yield shown(part)
    },
    tool: (prompt) => generate(model, prompt, { tools }),
    loop: (prompt) => loop(model, prompt),
    more,
  }
}

export const rows: Row[] = [
  row('@ai-sdk/openai', openai('gpt-5-mini'), {
    embeddings: () => embed({ model: openai.embedding('text-embedding-3-small'), value: prompts.plain }),
    images: async () => {
      const result = await generateImage({ model: openai.image('gpt-image-1'), prompt: prompts.plain })
      return { images: result.images, metadata: result.providerMetadata, responses: result.responses.map(ofProvider) }
    },
  }),
  row('@ai-sdk/anthropic', anthropic('claude-sonnet-4-5')),
  row('@ai-sdk/google', google('gemini-2.5-flash'), {
    embeddings: () => embed({ model: google.embedding('gemini-embedding-001'), value: prompts.plain }),
  }),
  row('@ai-sdk/amazon-bedrock', bedrock('anthropic.claude-3-haiku-20240307-v1:0')),
  row('gateway', 'openai/gpt-5-mini'),
  {
    name: 'ai: textStream',
    async *stream(prompt, abortSignal) {
      yield* streamText({ model: openai('gpt-5-mini'), prompt, abortSignal, onError: () => {} }).textStream
    },
  },
]
