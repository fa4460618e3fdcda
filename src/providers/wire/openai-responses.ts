import { failure, finish, reasoning, text, tool, toolEnd, toolInput } from './facts.ts'
import { isObject, objectOf, objectsOf, textOf, type JsonObject } from './json-value.ts'
import type { WireFact, WireFormat } from './wire-format.ts'

/** Deltas of visible text, and of the model's reasoning. */
const textDeltas = ['response.output_text.delta', 'response.refusal.delta']
const reasoningDeltas = ['response.reasoning_text.delta', 'response.reasoning_summary_text.delta']
const inputDeltas = ['response.function_call_arguments.delta', 'response.custom_tool_call_input.delta']

/**
 * OpenAI's responses. Tools that the provider runs itself (search, code) are no facts.
 *
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export const openaiResponses: WireFormat = {
  name: 'openai-responses',
  recognizes: ({ value }) =>
    objectOf(value)['object'] === 'response' || textOf(objectOf(value)['type']).startsWith('response.'),
  createReader() {
    const calls = new Set<string>()
    return ({ value }) => {
      const document = objectOf(value)
      const type = textOf(document['type'])
      const call = String(document['output_index'] as number)
      if (document['object'] === 'response') return readWhole(document)
      if (textDeltas.includes(type)) return text(document['delta'])
      if (reasoningDeltas.includes(type)) return reasoning(document['delta'])
      if (inputDeltas.includes(type)) return toolInput(call, document['delta'])
      if (type === 'response.output_item.added') return startItem(objectOf(document['item']), call, calls)
      if (type === 'response.output_item.done' && calls.has(call)) return [toolEnd(call)]
      if (type === 'response.completed' || type === 'response.incomplete') return finish(true)
      if (type === 'response.failed') return [failure(objectOf(document['response'])['error'])]
      if (type === 'error') return [failure(document['error'] ?? document)]
      return []
    }
  },
}

function isCall(item: JsonObject): boolean {
  return item['type'] === 'function_call' || item['type'] === 'custom_tool_call'
}

function startItem(item: JsonObject, call: string, calls: Set<string>): WireFact[] {
  if (!isCall(item)) return []
  calls.add(call)
  return [tool(call, item['name'], item['call_id']), ...toolInput(call, item['arguments'] ?? item['input'])]
}

function readWhole(response: JsonObject): WireFact[] {
  const facts = objectsOf(response['output']).flatMap((item, index) => readItem(item, String(index)))
  return [...facts, ...(isObject(response['error']) ? [failure(response['error'])] : finish(true))]
}

function readItem(item: JsonObject, call: string): WireFact[] {
  if (isCall(item)) {
    return [
      tool(call, item['name'], item['call_id']),
      ...toolInput(call, item['arguments'] ?? item['input']),
      toolEnd(call),
    ]
  }
  const parts = objectsOf(item['content'])
  if (item['type'] === 'reasoning')
    return [...objectsOf(item['summary']), ...parts].flatMap((part) => reasoning(part['text']))
  return item['type'] === 'message' ? parts.flatMap((part) => text(part['text'] ?? part['refusal'])) : []
}
