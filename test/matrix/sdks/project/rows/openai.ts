import OpenAI, { AzureOpenAI, toFile } from 'openai'
import { chatLoop, lookUp, prompts, toolResult, type Row } from '../row.ts'

const client = new OpenAI()
const azure = new AzureOpenAI({ endpoint: 'https://example.openai.azure.com', apiVersion: '2024-10-21' })
const model = 'gpt-5-mini'
const messages = (content: string): [{ role: 'user'; content: string }] => [{ role: 'user', content }]

const tools: [OpenAI.Chat.ChatCompletionFunctionTool] = [{ type: 'function', function: lookUp }]

const withId = <T extends { _request_id?: string | null }>(answer: T): [T, unknown] => [answer, answer._request_id]

export const rows: Row[] = [
  {
    name: 'openai: chat',
    call: async (prompt, signal) => {
      const answer = client.chat.completions.create({ model, messages: messages(prompt) }, { signal })
      const { data, request_id, response } = await answer.withResponse()
      const remaining = response.headers.get('x-ratelimit-remaining-requests')
      if (remaining === null) throw new Error('an app that looks at its rate limit finds none')
      return [data, request_id, remaining]
    },
    stream: (prompt, signal) =>
      client.chat.completions.create(
        { model, messages: messages(prompt), stream: true, stream_options: { include_usage: true } },
        { signal },
      ),
    tool: (prompt) =>
      client.chat.completions.create({
        model,
        messages: messages(prompt),
        tools: [{ type: 'function', function: lookUp }],
      }),
    loop: (prompt) => chatLoop(prompt, (list) => client.chat.completions.create({ model, messages: list, tools })),
    more: {
      embeddings: () => client.embeddings.create({ model: 'text-embedding-3-small', input: prompts.plain }),
      images: () => client.images.generate({ model: 'gpt-image-1', prompt: prompts.plain }),
      'audio in': async () =>
        client.audio.transcriptions.create({
          model: 'whisper-1',
          file: await toFile(Buffer.from('RIFF sound'), 'sound.wav'),
        }),
      'audio out': async () => {
        const answer = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: prompts.plain })
        return new Uint8Array(await answer.arrayBuffer())
      },
      files: async () =>
        client.files.create({ file: await toFile(Buffer.from('{"a":1}\n'), 'a.jsonl'), purpose: 'batch' }),
    },
  },
  {
    name: 'openai: responses',
    call: async (prompt, signal) => withId(await client.responses.create({ model, input: prompt }, { signal })),
    stream: (prompt, signal) => client.responses.create({ model, input: prompt, stream: true }, { signal }),
    tool: (prompt) =>
      client.responses.create({ model, input: prompt, tools: [{ type: 'function', strict: false, ...lookUp }] }),
    loop: async (prompt) => {
      const send = (input: OpenAI.Responses.ResponseInput): Promise<OpenAI.Responses.Response> =>
        client.responses.create({ model, input, tools: [{ type: 'function', strict: false, ...lookUp }] })
      const first = await send(messages(prompt))
      const call = first.output.find((item) => item.type === 'function_call')
      const result = { type: 'function_call_output', call_id: call?.call_id ?? '', output: toolResult } as const
      return [first, await send([...messages(prompt), ...(first.output as OpenAI.Responses.ResponseInput), result])]
    },
    more: {
      batches: async () => {
        const batch = await client.batches.create({
          input_file_id: (
            await client.files.create({ file: await toFile(Buffer.from('{}\n'), 'a.jsonl'), purpose: 'batch' })
          ).id,
          endpoint: '/v1/responses',
          completion_window: '24h',
        })
        return [batch, await client.batches.retrieve(batch.id)]
      },
    },
  },
  {
    name: 'openai: AzureOpenAI',
    call: (prompt, signal) => azure.chat.completions.create({ model, messages: messages(prompt) }, { signal }),
    stream: (prompt, signal) =>
      azure.chat.completions.create({ model, messages: messages(prompt), stream: true }, { signal }),
    tool: (prompt) =>
      azure.chat.completions.create({
        model,
        messages: messages(prompt),
        tools: [{ type: 'function', function: lookUp }],
      }),
    loop: (prompt) => chatLoop(prompt, (list) => azure.chat.completions.create({ model, messages: list, tools })),
    more: { embeddings: () => azure.embeddings.create({ model: 'text-embedding-3-small', input: prompts.plain }) },
  },
]
