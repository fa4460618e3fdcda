import type { RequestSummary } from '../errors/call-page.ts'
import type { StoredBody, StoredRequest } from '../core/interaction.ts'
import { findProvider } from './find-provider.ts'

/** Characters of the user's words that are shown. */
const excerpt = 60

/** A request in one line for people: `openai gpt-5-mini, 3 messages: "A table for four, please"`. */
export function describeRequest(request: StoredRequest): RequestSummary {
  const url = new URL(request.url)
  const call = `${request.method} ${url.host}${url.pathname}`
  const body = jsonOf(request.body)
  const words = [findProvider(url)?.name, modelOf(body, url.pathname)].filter((word) => word !== undefined)
  const list = messagesOf(body)
  if (list !== undefined) words.push(`${list.length} ${list.length === 1 ? 'message' : 'messages'}`)
  const said = list === undefined ? textOf(body['input'] ?? body['prompt']) : lastUserText(list)
  const text = joinWords(words)
  return { call, text: said === undefined ? text || call : `${text}: ${quote(said)}` }
}

/** Name and model stand together, the number of messages behind a comma. */
function joinWords(words: string[]): string {
  const count = words.at(-1)?.endsWith('message') || words.at(-1)?.endsWith('messages') ? words.pop() : undefined
  return [words.join(' '), count].filter(Boolean).join(', ')
}

/** The model that a request names, in its body or its path. */
export function modelOf(body: Record<string, unknown>, path: string): string | undefined {
  if (typeof body['model'] === 'string') return body['model']
  const inPath = /\/(?:models|model|deployments)\/([^/:]+(?:%3A[^/:]+)?)/.exec(path)?.[1]
  return inPath === undefined ? undefined : inPath.replaceAll('%3A', ':')
}

function jsonOf(body: StoredBody | undefined): Record<string, unknown> {
  return body !== undefined && 'json' in body && isRecord(body.json) ? body.json : {}
}

/** `messages` of most, `input` of OpenAI's responses, `contents` of Gemini. */
function messagesOf(body: Record<string, unknown>): unknown[] | undefined {
  for (const name of ['messages', 'contents', 'input']) {
    const list = body[name]
    if (Array.isArray(list) && list.some(isRecord)) return list
  }
  return undefined
}

function lastUserText(messages: unknown[]): string | undefined {
  const last = messages.filter(isRecord).findLast(({ role }) => role === undefined || role === 'user')
  return last === undefined ? undefined : textOf(last['content'] ?? last['parts'])
}

/** Text of a string, a part, or the last part that has one. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).findLast((text) => text !== undefined)
  return isRecord(value) && typeof value['text'] === 'string' ? value['text'] : undefined
}

function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return `"${line.length > excerpt ? `${line.slice(0, excerpt - 1)}…` : line}"`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
