import Anthropic, { toFile } from '@anthropic-ai/sdk'
import { lookUp, prompts, toolResult, type Row } from '../row.ts'

const client = new Anthropic()
const request = (content: string): Anthropic.MessageCreateParamsNonStreaming => ({
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  messages: [{ role: 'user', content }],
})
const tools = [
  { name: lookUp.name, description: lookUp.description, input_schema: { ...lookUp.parameters, required: ['order'] } },
]

const call: Row['call'] = (prompt, signal) => client.messages.create(request(prompt), { signal })
const tool: Row['tool'] = (prompt) => client.messages.create({ ...request(prompt), tools })

const loop =
  (send: (messages: Anthropic.MessageParam[]) => Promise<Anthropic.Message>): NonNullable<Row['loop']> =>
  async (prompt) => {
    const { messages } = request(prompt)
    const first = await send(messages)
    const call = first.content.find(({ type }) => type === 'tool_use') as Anthropic.ToolUseBlock
    const result = { type: 'tool_result', tool_use_id: call.id, content: toolResult } as const
    const second = await send([
      ...messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [result] },
    ])
    return [first, second]
  }

export const rows: Row[] = [
  {
    name: '@anthropic-ai/sdk: messages',
    call,
    stream: (prompt, signal) => client.messages.create({ ...request(prompt), stream: true }, { signal }),
    tool,
    loop: loop((messages) => client.messages.create({ ...request(''), messages, tools })),
    more: {
      'count tokens': () =>
        client.messages.countTokens({ model: 'claude-sonnet-4-5', messages: request(prompts.plain).messages }),
      files: async () =>
        client.beta.files.upload({ file: await toFile(Buffer.from('a text'), 'a.txt', { type: 'text/plain' }) }),
      batches: async () => {
        const batch = await client.messages.batches.create({
          requests: [{ custom_id: 'one', params: request(prompts.plain) }],
        })
        const results: unknown[] = []
        for await (const result of await client.messages.batches.results(batch.id)) results.push(result)
        return [batch, results]
      },
    },
  },
  {
    name: '@anthropic-ai/sdk: stream helper',
    call: (prompt, signal) => client.messages.stream(request(prompt), { signal }).finalMessage(),
    stream: (prompt, signal) => client.messages.stream(request(prompt), { signal }),
    tool: (prompt) => client.messages.stream({ ...request(prompt), tools }).finalMessage(),
    loop: loop((messages) => client.messages.stream({ ...request(''), messages, tools }).finalMessage()),
  },
]
