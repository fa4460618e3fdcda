import { failure, finish, reasoning, text, tool, toolEnd, toolInput } from './facts.ts'
import { isObject, jsonText, objectOf, objectsOf, textOf, type JsonObject } from './json-value.ts'
import type { WireFact, WireFormat } from './wire-format.ts'

const types = [
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'message',
  'completion',
]

/**
 * Anthropic's messages, also inside the answers of Bedrock and Vertex, and the older completions. Tools that the provider
 * runs itself are no facts.
 *
 * @see https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export const anthropicMessages: WireFormat = {
  name: 'anthropic-messages',
  recognizes: ({ value }) => {
    const { type, error } = objectOf(value)
    return (
      types.includes(textOf(type)) || (type === 'error' && isObject(error)) || isNamelessCompletion(objectOf(value))
    )
  },
  createReader() {
    const calls = new Set<string>()
    return ({ value }) => readDocument(objectOf(value), calls)
  },
}

/** Completions through Bedrock have no type. */
function isNamelessCompletion({ type, completion, stop_reason }: JsonObject): boolean {
  return type === undefined && typeof completion === 'string' && stop_reason !== undefined
}

function readDocument(document: JsonObject, calls: Set<string>): WireFact[] {
  const call = String(document['index'] as number)
  if (isNamelessCompletion(document)) return readDocument({ ...document, type: 'completion' }, calls)
  switch (document['type']) {
    case 'message':
      return [
        ...objectsOf(document['content']).flatMap((block, index) => readBlock(block, String(index))),
        ...finish(true),
      ]
    case 'completion':
      return [...text(document['completion']), ...finish(typeof document['stop_reason'] === 'string')]
    case 'content_block_start': {
      const block = objectOf(document['content_block'])
      if (block['type'] !== 'tool_use') return readBlock(block, call)
      calls.add(call)
      return [tool(call, block['name'], block['id'])]
    }
    case 'content_block_delta':
      return readDelta(objectOf(document['delta']), call, calls)
    case 'content_block_stop':
      return calls.has(call) ? [toolEnd(call)] : []
    case 'message_stop':
      return finish(true)
    case 'error':
      return [failure(document['error'])]
    default:
      return []
  }
}

function readBlock(block: JsonObject, call: string): WireFact[] {
  switch (block['type']) {
    case 'text':
      return text(block['text'])
    case 'thinking':
      return reasoning(block['thinking'])
    case 'tool_use':
      return [tool(call, block['name'], block['id']), ...toolInput(call, jsonText(block['input'])), toolEnd(call)]
    default:
      return []
  }
}

function readDelta(delta: JsonObject, call: string, calls: Set<string>): WireFact[] {
  if (delta['type'] === 'text_delta') return text(delta['text'])
  if (delta['type'] === 'thinking_delta') return reasoning(delta['thinking'])
  return delta['type'] === 'input_json_delta' && calls.has(call) ? toolInput(call, delta['partial_json']) : []
}
