import type { WrittenFormat, WrittenPart } from './written-format.ts'

/**
 * Gemini, on its own host and on Vertex.
 *
 * @see https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export const writtenGemini: WrittenFormat = {
  path: /:(generateContent|streamGenerateContent)$/,
  whole: ({ model, parts }) => answer(model, parts, true),
  stream: ({ model, parts }) => ({
    sse: parts.map((part, index) => ({ data: answer(model, [part], index === parts.length - 1) })),
  }),
}

function answer(modelVersion: string, parts: readonly WrittenPart[], isLast: boolean): object {
  const content = {
    parts: parts.map((part) =>
      typeof part === 'string' ? { text: part } : { functionCall: { name: part.name, args: part.input } },
    ),
    role: 'model',
  }
  return {
    candidates: [{ content, ...(isLast && { finishReason: 'STOP' }), index: 0 }],
    usageMetadata: { promptTokenCount: 0, candidatesTokenCount: 0, totalTokenCount: 0 },
    modelVersion,
  }
}
