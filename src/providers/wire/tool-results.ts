import type { StoredRequest } from '../../cassette/interaction.ts'
import { isObject, objectOf, objectsOf, textOf, type JsonObject } from './json-value.ts'

/** The result of a tool that a request carries back to the model. */
export interface ToolResult {
  /** Id of the call, or the tool's name when calls have no id. */
  readonly call: string
  readonly isError: boolean
}

/** The tool results in a request, in order, in any format. They are those of the whole conversation so far. */
export function toolResultsOf({ body }: StoredRequest): readonly ToolResult[] {
  const json = objectOf(body !== undefined && 'json' in body ? body.json : undefined)
  return [...objectsOf(json['messages']), ...objectsOf(json['contents']), ...objectsOf(json['input'])].flatMap(
    (message) => [...messageResult(message), ...partsOf(message).flatMap(partResult)],
  )
}

/** A message that is a result (OpenAI chat, Cohere, Ollama), or such an item of OpenAI's responses. */
function messageResult(message: JsonObject): ToolResult[] {
  const isResult =
    message['role'] === 'tool' ||
    message['role'] === 'function' ||
    /^(function|custom_tool)_call_output$/.test(textOf(message['type']))
  if (!isResult) return []
  const call = [message['tool_call_id'], message['call_id'], message['tool_name'], message['name']].map(textOf)
  return [{ call: call.find((id) => id !== '') ?? '', isError: message['is_error'] === true }]
}

function partsOf(message: JsonObject): readonly JsonObject[] {
  return objectsOf(message['content'] ?? message['parts'])
}

/** A part of a message that is a result (Anthropic, Bedrock, Gemini). */
function partResult(part: JsonObject): ToolResult[] {
  if (part['type'] === 'tool_result') return [{ call: textOf(part['tool_use_id']), isError: part['is_error'] === true }]
  if (isObject(part['toolResult'])) {
    const { toolUseId, status } = part['toolResult']
    return [{ call: textOf(toolUseId), isError: status === 'error' }]
  }
  if (!isObject(part['functionResponse'])) return []
  const { id, name, response } = part['functionResponse']
  // Google's own convention: https://ai.google.dev/api/caching#FunctionResponse
  return [{ call: textOf(id) || textOf(name), isError: objectOf(response)['error'] !== undefined }]
}
