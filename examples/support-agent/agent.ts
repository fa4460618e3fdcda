import OpenAI from 'openai'
import type { ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources/chat/completions'
import { findOrder } from './orders.ts'

/** System prompt of every conversation. */
const instructions =
  'You answer customers of Inkwell Books. Look an order up before you speak of it. Two sentences at most.'

const tools: ChatCompletionTool[] = [
  {
    type: 'function',
    function: {
      name: 'look_up_order',
      description: 'Finds an order of the shop by its number.',
      parameters: {
        type: 'object',
        properties: { number: { type: 'string', description: 'Four digits.' } },
        required: ['number'],
      },
    },
  },
]

/** Most rounds of the agent: a model may request tools forever. */
const mostRounds = 5

/** The reply to a customer, with its history. */
export interface Reply {
  readonly text: string
  /** The pieces in which the text arrived. */
  readonly pieces: readonly string[]
  /** Numbers of the orders that were looked up. */
  readonly lookedUp: readonly string[]
}

/** Answers a customer. It looks up orders while the model requests them, then streams the answer. */
export async function answerCustomer(question: string): Promise<Reply> {
  const client = new OpenAI()
  const messages: ChatCompletionMessageParam[] = [
    { role: 'system', content: instructions },
    { role: 'user', content: question },
  ]
  const lookedUp: string[] = []
  for (let round = 0; round < mostRounds; round++) {
    const pieces: string[] = []
    const stream = client.chat.completions.stream({
      model: 'gpt-5-mini',
      messages,
      tools,
      stream_options: { include_usage: true },
    })
    stream.on('content', (piece) => pieces.push(piece))
    const { choices } = await stream.finalChatCompletion()
    const message = choices[0]!.message
    if (!message.tool_calls?.length) return { text: message.content ?? '', pieces, lookedUp }
    messages.push({ role: 'assistant', content: message.content, tool_calls: message.tool_calls })
    for (const call of message.tool_calls.filter((call) => call.type === 'function')) {
      const { number } = JSON.parse(call.function.arguments) as { number: string }
      lookedUp.push(number)
      const order = findOrder(number) ?? { error: 'There is no such order.' }
      messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.stringify(order) })
    }
  }
  throw new Error(`No answer after ${mostRounds} rounds`)
}
