import type { SseEvent } from '../../cassette/stored-body.ts'
import type { TypedEvent, WrittenCall, WrittenFormat, WrittenPart } from './written-format.ts'

/**
 * Anthropic's messages.
 *
 * @see https://docs.anthropic.com/en/api/messages
 */
export const writtenAnthropicMessages: WrittenFormat = {
  path: /\/v1\/messages$/,

  whole({ model, parts, calls }) {
    const content = parts.map((part) =>
      typeof part === 'string' ? { type: 'text', text: part } : { ...toolUse(part), input: part.input },
    )
    return { ...message(model, content), stop_reason: reason(calls) }
  },

  stream({ model, parts, calls }) {
    return {
      sse: [
        event({ type: 'message_start', message: message(model, []) }),
        ...parts.flatMap(blockOf),
        event({
          type: 'message_delta',
          delta: { stop_reason: reason(calls), stop_sequence: null },
          usage: { output_tokens: 0 },
        }),
        event({ type: 'message_stop' }),
      ],
    }
  },
}

function blockOf(part: WrittenPart, index: number): SseEvent[] {
  const [content_block, delta] =
    typeof part === 'string'
      ? [
          { type: 'text', text: '' },
          { type: 'text_delta', text: part },
        ]
      : [
          { ...toolUse(part), input: {} },
          { type: 'input_json_delta', partial_json: part.json },
        ]
  return [
    event({ type: 'content_block_start', index, content_block }),
    event({ type: 'content_block_delta', index, delta }),
    event({ type: 'content_block_stop', index }),
  ]
}

function message(model: string, content: readonly object[]): object {
  const usage = { input_tokens: 0, output_tokens: 0 }
  const id = 'msg_written'
  return { id, type: 'message', role: 'assistant', model, content, stop_reason: null, stop_sequence: null, usage }
}

function event(data: TypedEvent): SseEvent {
  return { event: data.type, data }
}

function toolUse({ id, name }: WrittenCall): object {
  return { type: 'tool_use', id, name }
}

function reason(calls: readonly WrittenCall[]): string {
  return calls.length > 0 ? 'tool_use' : 'end_turn'
}
