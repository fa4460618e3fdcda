import { failure, finish, reasoning, text, tool, toolEnd, toolInput } from './facts.ts'
import { isObject, jsonText, objectOf, objectsOf, type JsonObject } from './json-value.ts'
import type { WireFact, WireFormat } from './wire-format.ts'

/**
 * Chat completions of OpenAI and of compatible APIs (Mistral, Groq, OpenRouter, DeepSeek and others), and the older
 * completions.
 *
 * @see https://platform.openai.com/docs/api-reference/chat-streaming
 */
export const openaiChat: WireFormat = {
  name: 'openai-chat',
  recognizes: ({ value }) => Array.isArray(objectOf(value)['choices']),
  createReader() {
    const open = new Map<string, Set<string>>()
    return ({ value }) => {
      const { choices, error, object } = objectOf(value)
      // Perplexity writes both in every document: the new piece, and the whole message so far.
      const isPiece = object === 'chat.completion.chunk'
      const facts = objectsOf(choices).flatMap((choice) => {
        const { delta, message } = choice
        return readChoice(choice, objectOf(isPiece ? (delta ?? message) : (message ?? delta)), open)
      })
      return isObject(error) ? [...facts, failure(error)] : facts
    }
  },
}

function readChoice(choice: JsonObject, message: JsonObject, open: Map<string, Set<string>>): WireFact[] {
  const facts = [
    ...reasoning(message['reasoning_content'] ?? message['reasoning']),
    ...readContent(message['content']),
    // The older completions have their text in the choice. Together repeats it there.
    ...text(message['refusal'] ?? (message['content'] === undefined ? choice['text'] : undefined)),
  ]
  const { tool_calls: called, function_call: single } = message
  // Most events of a stream end here.
  if (called === undefined && single === undefined && typeof choice['finish_reason'] !== 'string') return facts
  const name = String((choice['index'] as number | undefined) ?? 0)
  const calls = open.get(name) ?? new Set()
  open.set(name, calls)
  for (const [position, call] of objectsOf(called).entries())
    facts.push(...readCall(call, `${name}.${place(call, position)}`, calls))
  // Snowflake sends an empty call with every text.
  if (isObject(single) && Object.values(single).some((value) => value !== ''))
    facts.push(...readCall({ function: single }, name, calls))
  // The end of the choice ends the input of its tools; there is no separate event.
  if (typeof choice['finish_reason'] !== 'string') return facts
  const ends = [...calls].map(toolEnd)
  calls.clear()
  return [...facts, ...ends, ...finish(true)]
}

/** Text, or a list of parts, which Mistral writes when the model thinks. */
function readContent(content: unknown): WireFact[] {
  if (!Array.isArray(content)) return text(content)
  return objectsOf(content).flatMap((part) =>
    part['type'] === 'thinking'
      ? objectsOf(part['thinking']).flatMap((piece) => reasoning(piece['text']))
      : text(part['text']),
  )
}

/** Position of a call in its answer. Calls without an index come complete, in one list. */
function place(call: JsonObject, position: number): number {
  return typeof call['index'] === 'number' ? call['index'] : position
}

function readCall(call: JsonObject, key: string, calls: Set<string>): WireFact[] {
  const called = objectOf(call['function'] ?? call['custom'])
  const isNew = !calls.has(key)
  calls.add(key)
  const input = called['arguments'] ?? called['input']
  return [
    ...(isNew ? [tool(key, called['name'], call['id'])] : []),
    ...(input === undefined ? [] : toolInput(key, jsonText(input))),
  ]
}
