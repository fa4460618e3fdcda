import type { SseEvent } from '../../cassette/stored-body.ts'
import type { TypedEvent, WrittenFormat, WrittenPart, WrittenParts } from './written-format.ts'

/**
 * OpenAI's responses.
 *
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export const writtenOpenaiResponses: WrittenFormat = {
  path: /\/responses$/,

  whole: (written) => response(written, 'completed', written.parts.map(itemOf)),

  stream(written) {
    const events = [
      { type: 'response.created', response: response(written, 'in_progress', []) },
      ...written.parts.flatMap(eventsOf),
      { type: 'response.completed', response: response(written, 'completed', written.parts.map(itemOf)) },
    ]
    return {
      sse: events.map((event, index): SseEvent => ({ event: event.type, data: { ...event, sequence_number: index } })),
    }
  },
}

function eventsOf(part: WrittenPart, output_index: number): TypedEvent[] {
  const item = itemOf(part, output_index)
  const begun = { ...item, status: 'in_progress', ...(typeof part === 'string' ? { content: [] } : { arguments: '' }) }
  const place = { item_id: idOf(part, output_index), output_index }
  return [
    { type: 'response.output_item.added', output_index, item: begun },
    ...(typeof part === 'string' ? textEvents(part, place) : callEvents(part.json, place)),
    { type: 'response.output_item.done', output_index, item },
  ]
}

function textEvents(text: string, item: object): TypedEvent[] {
  const place = { ...item, content_index: 0 }
  return [
    { type: 'response.content_part.added', ...place, part: contentOf('') },
    { type: 'response.output_text.delta', ...place, delta: text, logprobs: [] },
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: contentOf(text) },
  ]
}

function callEvents(json: string, place: object): TypedEvent[] {
  return [
    { type: 'response.function_call_arguments.delta', ...place, delta: json },
    { type: 'response.function_call_arguments.done', ...place, arguments: json },
  ]
}

function itemOf(part: WrittenPart, index: number): object {
  const id = idOf(part, index)
  return typeof part === 'string'
    ? { id, type: 'message', status: 'completed', role: 'assistant', content: [contentOf(part)] }
    : { id, type: 'function_call', status: 'completed', call_id: part.id, name: part.name, arguments: part.json }
}

function idOf(part: WrittenPart, index: number): string {
  return `${typeof part === 'string' ? 'msg' : 'fc'}_written_${index + 1}`
}

function contentOf(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

function response({ model }: WrittenParts, status: string, output: readonly object[]): object {
  const usage = {
    input_tokens: 0,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 0,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 0,
  }
  const empty = { error: null, incomplete_details: null, instructions: null, metadata: {}, tools: [] }
  const choices = { parallel_tool_calls: true, temperature: 1, tool_choice: 'auto', top_p: 1 }
  const head = { id: 'resp_written', object: 'response', created_at: 0, model, status }
  return { ...head, ...empty, ...choices, output, usage: status === 'completed' ? usage : null }
}
