import type { WrittenFormat, WrittenPart } from './written-format.ts'

/**
 * Ollama's chat.
 *
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md
 */
export const writtenOllamaChat: WrittenFormat = {
  path: /\/api\/chat$/,
  whole: ({ model, parts }) => answer(model, parts, true),
  stream: ({ model, parts }) => ({
    ndjson: [...parts.map((part) => answer(model, [part], false)), answer(model, [], true)],
  }),
}

function answer(model: string, parts: readonly WrittenPart[], done: boolean): object {
  const calls = parts.filter((part) => typeof part !== 'string')
  const message = {
    role: 'assistant',
    content: parts.filter((part) => typeof part === 'string').join(''),
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ name, input }) => ({ function: { name, arguments: input } })),
    }),
  }
  const end = done && { done_reason: 'stop', total_duration: 0, eval_count: 0, prompt_eval_count: 0 }
  return { model, created_at: '1970-01-01T00:00:00Z', message, done, ...end }
}
