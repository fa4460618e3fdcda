import OpenAI from 'openai'
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { findOrder } from './orders.ts'

const model = 'gpt-5-mini'

/** System prompt of all that speaks with customers. */
const instructions = 'You are the support agent of Inkwell Books. Be brief.'

/** Answers a question in one piece. */
export async function answer(question: string): Promise<string> {
  const { choices } = await new OpenAI().chat.completions.create({ model, messages: conversation(question) })
  return choices[0]?.message.content ?? ''
}

/** Answers a question piece by piece. */
export async function* streamAnswer(question: string): AsyncGenerator<string> {
  const stream = await new OpenAI().chat.completions.create({ model, messages: conversation(question), stream: true })
  for await (const { choices } of stream) {
    const text = choices[0]?.delta.content
    if (text) yield text
  }
}

/** Answers a question about orders: the model looks them up. */
export async function answerAboutOrder(question: string): Promise<string> {
  const runner = new OpenAI().chat.completions.runTools({
    model,
    messages: conversation(question),
    tools: [
      {
        type: 'function',
        function: {
          name: 'look_up_order',
          description: 'Finds an order of the shop by its number.',
          parameters: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'] },
          parse: JSON.parse,
          function: ({ number }: { number: string }) => JSON.stringify(findOrder(number)),
        },
      },
    ],
  })
  return (await runner.finalContent()) ?? ''
}

function conversation(question: string): ChatCompletionMessageParam[] {
  return [
    { role: 'system', content: instructions },
    { role: 'user', content: question },
  ]
}
