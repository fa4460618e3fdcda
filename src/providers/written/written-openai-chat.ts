import type { WrittenCall, WrittenFormat } from './written-format.ts'

const head = { id: 'chatcmpl-written', created: 0 }

/**
 * Chat completions of OpenAI and of compatible APIs.
 *
 * @see https://platform.openai.com/docs/api-reference/chat
 */
export const writtenOpenaiChat: WrittenFormat = {
  path: /\/chat\/completions$/,

  whole({ model, text, calls }) {
    const tools = calls.length > 0 && { tool_calls: calls.map(toolCall) }
    const message = { role: 'assistant', content: text === '' && tools ? null : text, refusal: null, ...tools }
    return {
      ...head,
      object: 'chat.completion',
      model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: reason(calls) }],
      usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    }
  },

  stream({ model, parts, calls }) {
    const chunk = (delta: object, finish_reason: string | null = null): object => ({
      data: { ...head, object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason }] },
    })
    const deltas = parts.map((part) =>
      typeof part === 'string' ? { content: part } : { tool_calls: [{ index: part.index, ...toolCall(part) }] },
    )
    return {
      sse: [
        chunk({ role: 'assistant', content: '' }),
        ...deltas.map((delta) => chunk(delta)),
        chunk({}, reason(calls)),
        { data: '[DONE]' },
      ],
    }
  },
}

function toolCall({ id, name, json }: WrittenCall): object {
  return { id, type: 'function', function: { name, arguments: json } }
}

function reason(calls: readonly WrittenCall[]): string {
  return calls.length > 0 ? 'tool_calls' : 'stop'
}
