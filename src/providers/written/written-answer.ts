import type { Said, StoredHeaders, StoredRequest } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { isPath } from '../is-path.ts'
import { fieldsOf } from '../request-fields.ts'
import { writtenAnthropicMessages } from './written-anthropic-messages.ts'
import { writtenGemini } from './written-gemini.ts'
import { writtenOllamaChat } from './written-ollama-chat.ts'
import { writtenOpenaiChat } from './written-openai-chat.ts'
import { writtenOpenaiResponses } from './written-openai-responses.ts'
import { partsOf } from './written-format.ts'

const formats = [writtenOpenaiChat, writtenOpenaiResponses, writtenAnthropicMessages, writtenGemini, writtenOllamaChat]

/**
 * The answer that says these parts, in the format of the API that the request asks: a stream if the request asks for one.
 * Returns `undefined` for any other request.
 */
export function writtenAnswer(
  request: StoredRequest,
  says: readonly Said[],
): { readonly headers: StoredHeaders; readonly body: StoredBody } | undefined {
  const url = new URL(request.url)
  const { pathname } = url
  const format = formats.find(({ path }) => isPath(path, url))
  if (format === undefined) return undefined
  const { model, stream } = fieldsOf(request)
  const inPath = /\/models\/([^/:]+):/.exec(pathname)?.[1]
  const parts = partsOf({ says, model: typeof model === 'string' ? model : (inPath ?? '') })
  // Gemini names the stream in the path, and Ollama streams unless the request refuses it.
  const isStream =
    stream === true || pathname.endsWith(':streamGenerateContent') || (format === writtenOllamaChat && stream !== false)
  const body: StoredBody = isStream ? format.stream(parts) : { json: format.whole(parts) }
  return { headers: { 'content-type': typeOf(body) }, body }
}

function typeOf(body: StoredBody): string {
  if ('sse' in body) return 'text/event-stream'
  return 'ndjson' in body ? 'application/x-ndjson' : 'application/json'
}
