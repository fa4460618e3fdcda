import { failure, finish, reasoning, text, tool, toolEnd, toolInput } from './facts.ts'
import { isObject, jsonText, objectOf, objectsOf, type JsonObject } from './json-value.ts'
import type { WireFact, WireFormat } from './wire-format.ts'

/**
 * Gemini, on its own host and on Vertex. Events have the shape of the whole answer, and a tool call comes in one piece.
 *
 * @see https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export const gemini: WireFormat = {
  name: 'gemini',
  recognizes: ({ value }) => {
    const document = objectOf(value)
    return Array.isArray(document['candidates']) || isObject(document['usageMetadata'])
  },
  createReader() {
    let calls = 0
    return ({ value }) => {
      const document = objectOf(value)
      if (isObject(document['error'])) return [failure(document['error'])]
      return objectsOf(document['candidates']).flatMap((candidate) => [
        ...objectsOf(objectOf(candidate['content'])['parts']).flatMap((part) => readPart(part, () => calls++)),
        ...finish(typeof candidate['finishReason'] === 'string'),
      ])
    }
  },
}

function readPart(part: JsonObject, next: () => number): WireFact[] {
  if (isObject(part['functionCall'])) {
    const { name, id, args } = part['functionCall']
    const call = next()
    return [tool(call, name, id), ...toolInput(call, jsonText(args)), toolEnd(call)]
  }
  return part['thought'] === true ? reasoning(part['text']) : text(part['text'])
}
