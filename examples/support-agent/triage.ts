import { openai } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'

/** Where a message of a customer goes. */
export const queues = ['delivery', 'refund', 'other'] as const

export type Queue = (typeof queues)[number]

/** Sorts a message into a queue; what the model invents goes to `other`. */
export async function sortMessage(message: string): Promise<Queue> {
  const { text } = await generateText({
    model: openai('gpt-5-mini'),
    instructions: `Sort the message of a customer. Answer with one word: ${queues.join(', ')}.`,
    prompt: message,
  })
  return queues.find((queue) => queue === text.trim().toLowerCase()) ?? 'other'
}

/** A title for the ticket, handed on word by word as it is written. */
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
