import type { Recording, RecordingReader } from '../recording.ts'
import { isRecord } from '../shape.ts'

/**
 * Fixtures that script the answers of a model: aimock's, and the `.responses` files of gemini-cli. They hold no requests,
 * so nothing can be matched, and all their answers are losses.
 */
export const readScriptedAnswers: RecordingReader = ({ data }) => {
  if (!isRecord(data)) return undefined
  if (Array.isArray(data['fixtures']))
    return scripted('aimock', data['fixtures'].length, (index) => `fixtures[${index}]`)
  // A file with one line is one JSON value.
  const lines = Array.isArray(data['lines']) ? (data['lines'] as unknown[]) : [data]
  const isGemini = lines.every(
    (line) =>
      isRecord(line) &&
      /^(generateContent|countTokens|embedContent)/.test(String(line['method'])) &&
      'response' in line,
  )
  return isGemini ? scripted('gemini-cli', lines.length, (index) => `line ${index + 1}`) : undefined
}

function scripted(tool: string, count: number, placeOf: (index: number) => string): Recording {
  const reason = 'not imported: a scripted answer without its request'
  const losses = Array.from({ length: count }, (_, index) => ({ place: placeOf(index), reason }))
  return { format: `scripted answers of ${tool}`, interactions: [], losses }
}
