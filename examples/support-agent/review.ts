import Anthropic from '@anthropic-ai/sdk'

/** A reviewer's judgement of a reply, in the reviewer's words. */
export interface Review {
  readonly isFine: boolean
  readonly text: string
}

/** A second model, of another provider, reviews a reply before it is sent. */
export async function reviewReply(question: string, reply: string): Promise<Review> {
  const stream = new Anthropic().messages.stream({
    model: 'claude-haiku-4-5',
    max_tokens: 100,
    system: 'You review replies of a bookshop. Start with FINE or CHANGE, then give one short reason.',
    messages: [{ role: 'user', content: `Customer: ${question}\nReply: ${reply}` }],
  })
  const text = await stream.finalText()
  return { isFine: text.startsWith('FINE'), text }
}
