import { openai } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'

/** Queues for messages of customers. */
export const queues = ['delivery', 'refund', 'other'] as const

export type Queue = (typeof queues)[number]

/** Sorts a message into a queue. An unknown queue becomes `other`. */
export async function sortMessage(message: string): Promise<Queue> {
  const { text } = await generateText({
    model: openai('gpt-5-mini'),
    instructions: `Sort the message of a customer. Answer with one word: ${queues.join(', ')}.`,
    prompt: message,
  })
  return queues.find((queue) => queue === text.trim().toLowerCase()) ?? 'other'
}

/** Streams a title for the ticket, word by word. */
export async function titleFor(message: string, show: (piece: string) => void): Promise<string> {
  const { textStream } = streamText({
    model: openai('gpt-5-mini'),
    instructions: 'Write a title of at most five words for this support ticket.',
    prompt: message,
  })
  let title = ''
  for await (const piece of textStream) {
    show(piece)
    title += piece
  }
  return title
}
