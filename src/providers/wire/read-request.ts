import type { StoredRequest } from '../../cassette/interaction.ts'
import { fieldsOf } from '../request-fields.ts'
import { isObject, objectOf, objectsOf, textOf, type JsonObject } from './json-value.ts'
import { call, partsOf, result, type MessagePart } from './message-parts.ts'

/** A message of a conversation, independent of its format. */
export interface Message {
  /** `user`, `assistant`, `tool`, or as the request names it. */
  readonly role: string
  readonly parts: readonly MessagePart[]
}

/** A tool that a request offers to the model. */
export interface OfferedTool {
  readonly name: string
  readonly description: string
  /** The JSON schema of its input; `undefined` when the provider runs the tool itself. */
  readonly schema: unknown
}

/** The content of a request, independent of its format. */
export interface ReadRequest {
  /** The instructions to the model, joined. */
  readonly system: string
  /** The whole conversation so far. */
  readonly messages: readonly Message[]
  readonly tools: readonly OfferedTool[]
}

/** The result of a tool that a request carries back to the model. */
export type ToolResult = Extract<MessagePart, { type: 'result' }>

/** Reads a request in any known format, and skips whatever it cannot read. */
export function readRequest(request: StoredRequest): ReadRequest {
  const fields = fieldsOf(request)
  const all = messagesOf(fields)
  return {
    system: [
      ...systemTexts(fields),
      ...all.filter(isSystem).flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? part.text : []))),
    ].join('\n\n'),
    messages: all.filter((message) => !isSystem(message) && message.parts.length > 0),
    tools: toolsOf(fields),
  }
}

/** The tool results in a request, in order. They are those of the whole conversation so far. */
export function toolResultsOf(request: StoredRequest): readonly ToolResult[] {
  return messagesOf(fieldsOf(request)).flatMap(({ parts }) => parts.filter((part) => part.type === 'result'))
}

function isSystem({ role }: Message): boolean {
  return role === 'system' || role === 'developer'
}

/** Instructions that stand outside of the messages (Anthropic, Bedrock, Gemini, OpenAI's responses, Cohere). */
function systemTexts(fields: JsonObject): string[] {
  const given = [
    fields['system'],
    fields['instructions'],
    fields['preamble'],
    objectOf(fields['systemInstruction'] ?? fields['system_instruction'])['parts'],
  ]
  return given.flatMap(partsOf).flatMap((part) => (part.type === 'text' ? [part.text] : []))
}

function messagesOf(fields: JsonObject): readonly Message[] {
  // Most APIs use `messages`, OpenAI's responses `input`, Gemini `contents`, and Cohere's version 1 a history.
  for (const name of ['messages', 'contents', 'input', 'chat_history']) {
    const list = fields[name]
    if (!Array.isArray(list) || !list.some(isObject)) continue
    const own = textOf(fields['message'])
    return [...list.map(messageOf), ...(own === '' ? [] : [{ role: 'user', parts: partsOf(own) }])]
  }
  const prompt = fields['prompt'] ?? fields['input'] ?? fields['inputs'] ?? fields['message'] ?? fields['contents']
  const images = textsOf(fields['images']).map((base64) => imageOf(base64))
  const parts = [...promptParts(prompt), ...images]
  return parts.length === 0 ? [] : [{ role: 'user', parts }]
}

/** A prompt is a text, a list of texts or an object. */
function promptParts(prompt: unknown): readonly MessagePart[] {
  const parts = partsOf(prompt)
  if (parts.length > 0 || prompt === undefined || prompt === null || prompt === '') return parts
  return [{ type: 'text', text: JSON.stringify(prompt) }]
}

function messageOf(value: unknown): Message {
  if (!isObject(value)) return { role: 'user', parts: partsOf(value) }
  const content = value['content'] ?? value['parts'] ?? value['message']
  const role = textOf(value['role']).toLowerCase()
  // A message that is a result (OpenAI chat, Cohere, Ollama).
  if (role === 'tool' || role === 'function') {
    if (objectsOf(content).some((part) => isObject(part['functionResponse'])))
      return { role: 'tool', parts: partsOf(content) }
    const id = [value['tool_call_id'], value['call_id'], value['tool_name'], value['name']].map(textOf)
    return {
      role: 'tool',
      parts: [
        result(
          id.find((text) => text !== ''),
          value['is_error'] === true,
          content ?? '',
        ),
      ],
    }
  }
  // An item of OpenAI's responses without a role.
  if (role === '') {
    const parts = partsOf(content ?? value)
    return { role: roleOfItem(value, parts), parts: value['type'] === 'reasoning' ? partsOf(value) : parts }
  }
  const parts = [
    ...partsOf(textOf(value['reasoning_content'] ?? value['reasoning'] ?? value['thinking'])).map(asReasoning),
    ...partsOf(content),
    ...textsOf(value['images']).map(imageOf),
    ...objectsOf(value['tool_calls']).map(callOfMessage),
    ...(isObject(value['function_call']) ? [callOfMessage({ function: value['function_call'] })] : []),
  ]
  return { role: ['model', 'chatbot'].includes(role) ? 'assistant' : roleOf(role, parts), parts }
}

/** Anthropic, Bedrock and Gemini put results into messages of the user. */
function roleOf(role: string, parts: readonly MessagePart[]): string {
  return role === 'user' && parts.length > 0 && parts.every(({ type }) => type === 'result') ? 'tool' : role
}

function roleOfItem({ type }: JsonObject, parts: readonly MessagePart[]): string {
  if (parts.some((part) => part.type === 'result')) return 'tool'
  return type === undefined || type === 'message' ? 'user' : 'assistant'
}

function asReasoning(part: MessagePart): MessagePart {
  return part.type === 'text' ? { type: 'reasoning', text: part.text } : part
}

function callOfMessage(value: JsonObject): MessagePart {
  const called = objectOf(value['function'] ?? value['custom'])
  return call(value['id'], called['name'], called['arguments'] ?? called['input'])
}

function imageOf(base64: string): MessagePart {
  return { type: 'media', media: { type: 'image/*', base64 } }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** The tools in all forms: `tools[].function`, `tools[]`, `functionDeclarations`, `toolConfig.tools[].toolSpec`. */
function toolsOf(fields: JsonObject): readonly OfferedTool[] {
  const listed = [
    ...objectsOf(fields['tools']),
    ...objectsOf(objectOf(fields['toolConfig'])['tools']),
    ...objectsOf(fields['functions']),
  ]
  return listed.flatMap((tool) => {
    const declared = [...objectsOf(tool['functionDeclarations']), ...objectsOf(tool['function_declarations'])]
    return declared.length > 0 ? declared.map(toolOf) : [toolOf(tool)]
  })
}

function toolOf(tool: JsonObject): OfferedTool {
  const own = objectOf(tool['function'] ?? tool['toolSpec'] ?? tool['custom'] ?? tool)
  const schema = own['parameters'] ?? own['input_schema'] ?? own['parameter_definitions'] ?? own['parametersJsonSchema']
  const name = [own['name'], tool['type'], Object.keys(tool)[0]].map(textOf).find((text) => text !== '')
  return {
    name: name ?? '',
    description: textOf(own['description']),
    schema: schema ?? objectOf(own['inputSchema'])['json'] ?? own['inputSchema'],
  }
}
