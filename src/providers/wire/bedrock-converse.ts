import { failure, finish, reasoning, text, tool, toolEnd, toolInput } from './facts.ts'
import { isObject, jsonText, objectOf, objectsOf, type JsonObject } from './json-value.ts'
import type { WireDocument, WireFact, WireFormat } from './wire-format.ts'

const events = ['messageStart', 'contentBlockStart', 'contentBlockDelta', 'contentBlockStop', 'messageStop']

/**
 * Bedrock's converse. Amazon's models write the same events inside `invoke`, each under its name.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const bedrockConverse: WireFormat = {
  name: 'bedrock-converse',
  recognizes: ({ value, event }) =>
    events.includes(event ?? '') || events.some((name) => isObject(objectOf(value)[name])) || isObject(whole(value)),
  createReader() {
    const calls = new Set<string>()
    return (document) => readDocument(document, calls)
  },
}

function whole(value: unknown): unknown {
  return objectOf(objectOf(value)['output'])['message']
}

function readDocument({ value, event }: WireDocument, calls: Set<string>): WireFact[] {
  const message = whole(value)
  if (isObject(message)) {
    const blocks = objectsOf(message['content'])
    return [...blocks.flatMap((block, index) => readBlock(block, String(index))), ...finish(true)]
  }
  const name = events.find((known) => known === event || isObject(objectOf(value)[known]))
  const fields = name === event ? objectOf(value) : objectOf(objectOf(value)[name ?? ''])
  const call = String(fields['contentBlockIndex'] as number)
  switch (name) {
    case 'contentBlockStart': {
      const use = objectOf(fields['start'])['toolUse']
      if (!isObject(use)) return []
      calls.add(call)
      return [tool(call, use['name'], use['toolUseId'])]
    }
    case 'contentBlockDelta':
      return readDelta(objectOf(fields['delta']), call)
    case 'contentBlockStop':
      return calls.has(call) ? [toolEnd(call)] : []
    case 'messageStop':
      return finish(true)
    default:
      return event !== undefined && /exception$/i.test(event) ? [failure({ type: event, ...objectOf(value) })] : []
  }
}

function readDelta(delta: JsonObject, call: string): WireFact[] {
  if (isObject(delta['toolUse'])) return toolInput(call, delta['toolUse']['input'])
  return isObject(delta['reasoningContent']) ? reasoning(delta['reasoningContent']['text']) : text(delta['text'])
}

function readBlock(block: JsonObject, call: string): WireFact[] {
  if (isObject(block['toolUse'])) {
    const { name, toolUseId, input } = block['toolUse']
    return [tool(call, name, toolUseId), ...toolInput(call, jsonText(input)), toolEnd(call)]
  }
  const thought = objectOf(objectOf(block['reasoningContent'])['reasoningText'])
  return [...reasoning(thought['text']), ...text(block['text'])]
}
