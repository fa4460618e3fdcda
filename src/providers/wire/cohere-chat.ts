import { finish, reasoning, text, tool, toolEnd, toolInput } from './facts.ts'
import { isObject, jsonText, objectOf, objectsOf, textOf, type JsonObject } from './json-value.ts'
import type { WireFact, WireFormat } from './wire-format.ts'

/**
 * Cohere's chat, version 2, and the lines of version 1.
 *
 * @see https://docs.cohere.com/reference/chat-stream
 */
export const cohereChat: WireFormat = {
  name: 'cohere-chat',
  recognizes: ({ value }) => {
    const { type, event_type, message, finish_reason } = objectOf(value)
    return (
      /^(message|content|tool-call|tool-plan|citation)-(start|delta|end)$/.test(textOf(type)) ||
      /^(stream-(start|end)|text-generation|tool-calls-(chunk|generation))$/.test(textOf(event_type)) ||
      (isObject(message) && message['role'] === 'assistant' && typeof finish_reason === 'string')
    )
  },
  createReader() {
    return ({ value }) => readDocument(objectOf(value))
  },
}

function readDocument(document: JsonObject): WireFact[] {
  if (typeof document['event_type'] === 'string') return readLine(document)
  const call = String(document['index'] as number)
  const message = objectOf(objectOf(document['delta'])['message'])
  const called = objectOf(message['tool_calls'])
  const input = toolInput(call, objectOf(called['function'])['arguments'])
  switch (document['type']) {
    case 'content-start':
    case 'content-delta': {
      const content = objectOf(message['content'])
      return [...reasoning(content['thinking']), ...text(content['text'])]
    }
    case 'tool-plan-delta':
      return reasoning(message['tool_plan'])
    case 'tool-call-start':
      return [tool(call, objectOf(called['function'])['name'], called['id']), ...input]
    case 'tool-call-delta':
      return input
    case 'tool-call-end':
      return [toolEnd(call)]
    case 'message-end':
      return finish(true)
    case undefined:
      return readWhole(objectOf(document['message']))
    default:
      return []
  }
}

function readWhole(message: JsonObject): WireFact[] {
  return [
    ...reasoning(message['tool_plan']),
    ...objectsOf(message['content']).flatMap((part) => [...reasoning(part['thinking']), ...text(part['text'])]),
    ...objectsOf(message['tool_calls']).flatMap((call, index) => {
      const called = objectOf(call['function'])
      return [tool(index, called['name'], call['id']), ...toolInput(index, called['arguments']), toolEnd(index)]
    }),
    ...finish(true),
  ]
}

/** A line of version 1. Its tool calls come in one piece. */
function readLine(line: JsonObject): WireFact[] {
  if (line['event_type'] === 'text-generation') return text(line['text'])
  if (line['event_type'] !== 'tool-calls-generation') return finish(line['event_type'] === 'stream-end')
  return objectsOf(line['tool_calls']).flatMap((call, index) => [
    tool(index, call['name'], undefined),
    ...toolInput(index, jsonText(call['parameters'])),
    toolEnd(index),
  ])
}
