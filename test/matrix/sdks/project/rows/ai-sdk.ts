import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { anthropic } from '@ai-sdk/anthropic'
import { google } from '@ai-sdk/google'
import { openai } from '@ai-sdk/openai'
import {
  embed,
  generateImage,
  generateText,
  jsonSchema,
  streamText,
  tool,
  type LanguageModel,
  type TextStreamPart,
  type ToolSet,
} from 'ai'
import { lookUp, prompts, type Row } from '../row.ts'

const bedrock = createAmazonBedrock({ region: 'us-east-1' })

const tools = { look_up: tool({ description: lookUp.description, inputSchema: jsonSchema(lookUp.parameters) }) }

async function generate(model: LanguageModel, prompt: string, options: object = {}): Promise<object> {
  const { text, toolCalls, finishReason, usage } = await generateText({ model, prompt, ...options })
  return { text, toolCalls, finishReason, usage }
}

/** A part without what the AI SDK measures and makes up itself, run by run. */
function shown(part: TextStreamPart<ToolSet>): unknown {
  if (part.type === 'error') return part.error
  if (part.type !== 'finish-step') return part
  const { performance: _performance, response: _response, ...rest } = part
  return rest
}

function row(name: string, model: LanguageModel, more: Row['more'] = {}): Row {
  return {
    name: `ai: ${name}`,
    call: (prompt) => generate(model, prompt),
    async *stream(prompt, abortSignal) {
      // What it prints of errors by itself is not what is looked at.
      const { fullStream } = streamText({ model, prompt, abortSignal, onError: () => {} })
      for await (const part of fullStream) yield shown(part)
    },
    tool: (prompt) => generate(model, prompt, { tools }),
    more,
  }
}

export const rows: Row[] = [
  row('@ai-sdk/openai', openai('gpt-5-mini'), {
    embeddings: async () =>
      (await embed({ model: openai.embedding('text-embedding-3-small'), value: prompts.plain })).embedding,
    images: async () =>
      (await generateImage({ model: openai.image('gpt-image-1'), prompt: prompts.plain })).image.base64,
  }),
  row('@ai-sdk/anthropic', anthropic('claude-sonnet-4-5')),
  row('@ai-sdk/google', google('gemini-2.5-flash'), {
    embeddings: async () =>
      (await embed({ model: google.embedding('gemini-embedding-001'), value: prompts.plain })).embedding,
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
