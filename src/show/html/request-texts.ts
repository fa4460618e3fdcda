import type { StoredRequest } from '../../cassette/interaction.ts'
import { wrappedName } from '../../cassette/wrapped-address.ts'
import { fieldsOf } from '../../providers/request-fields.ts'
import { readRequest } from '../../providers/wire/read-request.ts'
import type { MessagePart } from '../../providers/wire/message-parts.ts'
import { mediaFacts } from '../shown-facts.ts'
import type { NamedText } from './side-by-side.ts'

/** Fields of a request that the messages, the instructions and the tools hold. */
const told =
  /^(messages|contents|input|inputs|prompt|system|systemInstruction|system_instruction|instructions|tools|toolConfig|functions|preamble|message|chat_history)$/

/** A request as named texts: its settings, its instructions, its tools and its messages; a wrapped call by its parameters. */
export function requestTexts(request: StoredRequest): NamedText[] {
  const wrapped = wrappedName(request.url)
  if (wrapped !== undefined) return [{ name: 'function', text: wrapped }, ...parametersOf(request)]
  const { system, messages, tools } = readRequest(request)
  const settings = Object.entries(fieldsOf(request)).filter(([name]) => !told.test(name))
  return [
    { name: 'address', text: `${request.method} ${request.url}` },
    ...(settings.length === 0
      ? []
      : [{ name: 'settings', text: settings.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n') }]),
    ...(system === '' ? [] : [{ name: 'system', text: system }]),
    ...tools.map(({ name, description, schema }) => ({
      name: `tool ${name}`,
      text: [description, schema === undefined ? '' : JSON.stringify(schema, null, 2)].filter(Boolean).join('\n'),
    })),
    ...messages.map(({ role, parts }) => ({ name: role, text: parts.map(textOf).join('\n') })),
  ]
}

function parametersOf({ body }: StoredRequest): NamedText[] {
  const parameters = body !== undefined && 'json' in body && Array.isArray(body.json) ? (body.json as unknown[]) : []
  return parameters.map((value, index) => ({
    name: `parameter ${index + 1}`,
    text: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
  }))
}

function textOf(part: MessagePart): string {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text
    case 'call':
      return `calls ${part.name} ${part.input}`
    case 'result':
      return part.parts.map(textOf).join('\n')
    case 'media':
      return `(${mediaFacts(part.media)})`
    case 'other':
      return JSON.stringify(part.value)
  }
}
