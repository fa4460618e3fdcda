import type { Interaction } from '../../cassette/interaction.ts'
import { readAnswer } from '../../providers/wire/read-answer.ts'

/** The texts of an answer that a later request may repeat: text, reasoning and the inputs of tools, or all of its JSON. */
export function answerTexts({ response }: Pick<Interaction, 'response'>): string[] {
  const { format, text, reasoning, toolCalls } = readAnswer(response?.body)
  const body = response?.body
  if (format !== undefined)
    return [text, reasoning, ...toolCalls.flatMap(({ input }) => [input, ...textsOf(parsed(input))])]
  if (body === undefined) return []
  if ('text' in body) return [body.text]
  if ('json' in body) return textsOf(body.json)
  return 'ndjson' in body ? textsOf(body.ndjson) : []
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
