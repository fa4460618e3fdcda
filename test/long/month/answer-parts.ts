import { randomInt } from 'node:crypto'
import type { ServerResponse } from 'node:http'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** An id such as providers make. */
export function randomId(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
}

/** The number of the order of which a text speaks. */
export function orderIn(text: string): string | undefined {
  return /\b47\d\d\b/.exec(text)?.[0]
}

/** Sends events, each as it would come from a model: one for each token. */
export function sendEvents(response: ServerResponse, headers: Record<string, string>, events: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers })
  for (const event of events) response.write(`${event}\n\n`)
  response.end()
}

/** Pieces of a text, each about a token. */
export function tokensOf(text: string): string[] {
  return text.match(/ ?[^ ]{1,6}/g) ?? []
}
