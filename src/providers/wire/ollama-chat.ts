import { failure, finish, reasoning, text, tool, toolEnd, toolInput } from './facts.ts'
import { jsonText, objectOf, objectsOf } from './json-value.ts'
import type { WireFormat } from './wire-format.ts'

/**
 * Ollama's chat and generate. Lines have the shape of the whole answer, and a tool call comes in one piece.
 *
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md
 */
export const ollamaChat: WireFormat = {
  name: 'ollama-chat',
  recognizes: ({ value }) => typeof objectOf(value)['done'] === 'boolean',
  createReader() {
    let calls = 0
    return ({ value }) => {
      const document = objectOf(value)
      const message = objectOf(document['message'])
      return [
        ...reasoning(message['thinking'] ?? document['thinking']),
        ...text(message['content'] ?? document['response']),
        ...objectsOf(message['tool_calls']).flatMap((call) => {
          const { name, arguments: input } = objectOf(call['function'])
          const key = calls++
          return [tool(key, name, call['id']), ...toolInput(key, jsonText(input)), toolEnd(key)]
        }),
        ...finish(document['done'] === true),
        ...(typeof document['error'] === 'string' ? [failure(document['error'])] : []),
      ]
    }
  },
}
