import { isObject, jsonText, objectOf, objectsOf, textOf, type JsonObject } from './json-value.ts'

/** An image, a sound or another file of a conversation. */
export interface Media {
  /** Media type, such as `image/png`; empty when it is not known. */
  readonly type: string
  /** The bytes in base64; absent when the message only names the file. */
  readonly base64?: string
  /** Address or id of the file; absent when the message holds the bytes. */
  readonly name?: string
}

/** One part of a message. */
export type MessagePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  /** The model called a tool. `call` is the id of the call, or the tool's name when calls have no id. */
  | { readonly type: 'call'; readonly call: string; readonly name: string; readonly input: string }
  /** The result of a call. */
  | {
      readonly type: 'result'
      readonly call: string
      readonly isError: boolean
      readonly parts: readonly MessagePart[]
    }
  | ({ readonly type: 'media' } & { readonly media: Media })
  /** A part of an unknown shape. */
  | { readonly type: 'other'; readonly value: JsonObject }

/** The parts of a content: a text, a part or a list of both. Any format has only parts of these shapes. */
export function partsOf(content: unknown): readonly MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  if (Array.isArray(content)) return content.flatMap(partsOf)
  return isObject(content) ? partOf(content) : []
}

function partOf(part: JsonObject): readonly MessagePart[] {
  return callOf(part) ?? resultOf(part) ?? mediaOf(part) ?? textOfPart(part) ?? [{ type: 'other', value: part }]
}

/** A call that a message carries back to the model (Anthropic, OpenAI's responses, Bedrock, Gemini). */
function callOf(part: JsonObject): MessagePart[] | undefined {
  if (part['type'] === 'tool_use') return [call(part['id'], part['name'], part['input'])]
  if (part['type'] === 'function_call' || part['type'] === 'custom_tool_call')
    return [call(part['call_id'], part['name'], part['arguments'] ?? part['input'])]
  if (isObject(part['toolUse'])) {
    const { toolUseId, name, input } = part['toolUse']
    return [call(toolUseId, name, input)]
  }
  if (!isObject(part['functionCall'])) return undefined
  const { id, name, args } = part['functionCall']
  return [call(id, name, args)]
}

/** A tool call as a part of a message. */
export function call(id: unknown, name: unknown, input: unknown): MessagePart {
  return { type: 'call', call: textOf(id) || textOf(name), name: textOf(name), input: jsonText(input) }
}

/** The result of a tool, as a part of a message. */
export function result(call: unknown, isError: boolean, content: unknown): MessagePart {
  const parts = partsOf(content)
  const isOther = parts.length === 1 && parts[0]?.type === 'other'
  const text =
    content === undefined || content === null ? [] : [{ type: 'text' as const, text: JSON.stringify(content) }]
  return { type: 'result', call: textOf(call), isError, parts: isOther || parts.length === 0 ? text : parts }
}

/** A part that is a result (Anthropic, OpenAI's responses, Bedrock, Gemini). */
function resultOf(part: JsonObject): MessagePart[] | undefined {
  if (part['type'] === 'tool_result') return [result(part['tool_use_id'], part['is_error'] === true, part['content'])]
  if (/^(function|custom_tool)_call_output$/.test(textOf(part['type'])))
    return [result(part['call_id'], part['is_error'] === true, part['output'])]
  if (isObject(part['toolResult'])) {
    const { toolUseId, status, content } = part['toolResult']
    return [
      result(
        toolUseId,
        status === 'error',
        objectsOf(content).map(({ json, ...other }) => json ?? other),
      ),
    ]
  }
  if (!isObject(part['functionResponse'])) return undefined
  const { id, name, response } = part['functionResponse']
  // Google's own convention: https://ai.google.dev/api/caching#FunctionResponse
  return [result(textOf(id) || textOf(name), objectOf(response)['error'] !== undefined, response)]
}

function textOfPart(part: JsonObject): MessagePart[] | undefined {
  const type = textOf(part['type'])
  const thought = part['thinking'] ?? objectOf(objectOf(part['reasoningContent'])['reasoningText'])['text']
  if (typeof thought === 'string') return [{ type: 'reasoning', text: thought }]
  // Mistral lists the pieces of a thought.
  if (Array.isArray(thought)) return objectsOf(thought).map(({ text }) => ({ type: 'reasoning', text: textOf(text) }))
  if (type === 'reasoning')
    return [...objectsOf(part['summary']), ...objectsOf(part['content'])].map(({ text }) => ({
      type: 'reasoning',
      text: textOf(text),
    }))
  const text = [part['text'], part['refusal'], part['prompt']].find((value) => typeof value === 'string')
  if (text === undefined) return undefined
  return [{ type: part['thought'] === true ? 'reasoning' : 'text', text: textOf(text) }]
}

/** The formats name an image or a sound in as many ways as there are providers. */
function mediaOf(part: JsonObject): MessagePart[] | undefined {
  const type = textOf(part['type'])
  const address = objectOf(part['image_url'])['url'] ?? part['image_url']
  if (typeof address === 'string') return [media(address, 'image/*')]
  if (isObject(part['input_audio']))
    return [withBytes(`audio/${textOf(part['input_audio']['format']) || '*'}`, part['input_audio']['data'])]
  // Anthropic's images and documents.
  if (isObject(part['source']) && (type === 'image' || type === 'document')) {
    const { media_type, data, url, file_id, type: kind } = part['source']
    if (kind === 'text') return [{ type: 'text', text: textOf(data) }]
    if (typeof data === 'string') return [withBytes(textOf(media_type), data)]
    return [named(`${type === 'image' ? 'image/*' : textOf(media_type)}`, url ?? file_id)]
  }
  // Gemini.
  const inline = part['inlineData'] ?? part['inline_data']
  if (isObject(inline)) return [withBytes(textOf(inline['mimeType'] ?? inline['mime_type']), inline['data'])]
  const file = part['fileData'] ?? part['file_data']
  if (isObject(file)) return [named(textOf(file['mimeType'] ?? file['mime_type']), file['fileUri'] ?? file['file_uri'])]
  // Bedrock.
  for (const kind of ['image', 'document', 'video'] as const) {
    const { format, source } = objectOf(part[kind])
    const bytes = objectOf(source)['bytes']
    if (typeof bytes === 'string')
      return [withBytes(`${kind === 'document' ? 'application' : kind}/${textOf(format)}`, bytes)]
  }
  // OpenAI's files.
  const { filename, file_data, file_id } = { ...part, ...objectOf(part['file']) }
  if (type !== 'input_file' && type !== 'file') return undefined
  return typeof file_data === 'string' ? [media(file_data, '')] : [named('', filename ?? file_id)]
}

/** A file by its address, which may be one with the bytes in it. */
function media(address: string, type: string): MessagePart {
  const [, ownType = '', base64] = /^data:([^;,]*);base64,(.*)$/s.exec(address) ?? []
  return base64 === undefined ? named(type, address) : withBytes(ownType || type, base64)
}

function withBytes(type: string, base64: unknown): MessagePart {
  return { type: 'media', media: { type, base64: textOf(base64) } }
}

function named(type: string, name: unknown): MessagePart {
  return { type: 'media', media: { type, name: textOf(name) } }
}
