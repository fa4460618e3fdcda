import Anthropic from '@anthropic-ai/sdk'
import type { MessageParam, Tool } from '@anthropic-ai/sdk/resources/messages'

const model = 'claude-haiku-4-5'

/** Sorts a mail into a queue. */
export async function sortMail(mail: string): Promise<string> {
  const { content } = await new Anthropic().messages.create({
    model,
    max_tokens: 50,
    system: 'Sort the mail of a bookshop. Answer with one word: delivery, refund or other.',
    messages: [{ role: 'user', content: mail }],
  })
  return content[0]?.type === 'text' ? content[0].text : ''
}

/** A summary of a mail, piece by piece. */
export async function summarise(mail: string, onText: (text: string) => void): Promise<string> {
  const stream = new Anthropic().messages.stream({
    model,
    max_tokens: 300,
    system: 'Sum up the mail in two sentences.',
    messages: [{ role: 'user', content: mail }],
  })
  stream.on('text', onText)
  return stream.finalText()
}

const refund: Tool = {
  name: 'refund',
  description: 'Pays an order back.',
  input_schema: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
}

/** Answers a mail that wants money back, and pays it when the model says so. */
export async function answerRefund(mail: string): Promise<{ paid: string[]; text: string }> {
  const client = new Anthropic()
  const messages: MessageParam[] = [{ role: 'user', content: mail }]
  const paid: string[] = []
  for (let round = 0; round < 3; round++) {
    const { content } = await client.messages.create({ model, max_tokens: 300, tools: [refund], messages })
    const calls = content.filter((block) => block.type === 'tool_use')
    if (calls.length === 0)
      return { paid, text: content.map((block) => (block.type === 'text' ? block.text : '')).join('') }
    messages.push({ role: 'assistant', content })
    const results = calls.map(({ id, input }) => {
      paid.push((input as { order: string }).order)
      return { type: 'tool_result' as const, tool_use_id: id, content: 'paid' }
    })
    messages.push({ role: 'user', content: results })
  }
  throw new Error('No answer after 3 rounds')
}
