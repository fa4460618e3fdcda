import type { Said } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { readAnswer } from '../../providers/wire/read-answer.ts'

/** Shortest sentence with a line of its own, so that `1. ` or `Dr. ` gets none. */
const shortest = 12

/** The text and the tool calls of an answer, in their order; `undefined` when it has none, or no known format. */
export function saidIn(body: StoredBody): readonly Said[] | undefined {
  const parts: Array<{ text: string } | { calls: string; input: string }> = []
  const calls = new Map<string, { calls: string; input: string }>()
  for (const { fact } of readAnswer(body).facts) {
    const last = parts.at(-1)
    if (fact.type === 'text') {
      if (last !== undefined && 'text' in last) last.text += fact.text
      else parts.push({ text: fact.text })
    } else if (fact.type === 'tool') {
      const call = { calls: fact.name, input: '' }
      calls.set(fact.call, call)
      parts.push(call)
    } else if (fact.type === 'tool-input') {
      const call = calls.get(fact.call)
      if (call !== undefined) call.input += fact.json
    }
  }
  if (parts.length === 0) return undefined
  return parts.flatMap((part): Said[] =>
    'text' in part ? sentencesOf(part.text) : [{ calls: part.calls, with: valueOf(part.input) }],
  )
}

/** The end of a sentence, before one that does not begin with a small letter, or the end of a line. */
const ending = /[.!?…]["'”’)\]*_]*[ \t]+(?=[^\sa-z])|\n+|[。！？]+/g

/** A text in parts that end with a sentence or a line. Together they are the text. */
function sentencesOf(text: string): string[] {
  const parts: string[] = []
  let start = 0
  for (const { 0: found, index } of text.matchAll(ending)) {
    const end = index + found.length
    if (end - start < shortest && !found.includes('\n')) continue
    parts.push(text.slice(start, end))
    start = end
  }
  return start < text.length ? [...parts, text.slice(start)] : parts
}

/** The input of a tool; the text itself when it is cut or no JSON. */
function valueOf(input: string): unknown {
  try {
    return JSON.parse(input)
  } catch {
    return input
  }
}
