import type { StoredBody } from '../cassette/stored-body.ts'
import type { ShownCall } from './model/conversation.ts'
import { size } from './shown-facts.ts'

/** Longest shown part of an answer without a known format, in characters. */
const longest = 2_000

/** The answer of a call as text, where it has no known format: embeddings, a transcript, the value of a wrapped call. */
export function plainAnswer({ source: { response }, answer }: ShownCall): string | undefined {
  if (response?.body === undefined || answer.media.length > 0 || answer.error !== undefined) return undefined
  const text = textOfBody(response.body)
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text
}

function textOfBody(body: StoredBody): string {
  if ('text' in body) return body.text
  if ('json' in body) return JSON.stringify(body.json)
  if ('sse' in body) return body.sse.map((event) => JSON.stringify(event.data ?? event)).join('\n')
  if ('ndjson' in body) return body.ndjson.map((value) => JSON.stringify(value)).join('\n')
  if ('eventstream' in body) return body.eventstream.map((message) => JSON.stringify(message)).join('\n')
  if ('multipart' in body) return JSON.stringify(body.multipart)
  return 'base64' in body
    ? `(${size(Buffer.byteLength(body.base64, 'base64'))})`
    : `(${size(body.size)} in ${body.file})`
}
