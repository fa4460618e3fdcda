/** A part of a text: the index of its first character, and the index after its last one. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Words in a row that two texts share only if one repeats the other. */
const inARow = 5
/** Fewest characters of a text with fewer words, such as an id or the name of a city. */
const fewest = 4

/**
 * The parts of a text that repeat one of the sources: a whole source of few words as it is written, or five words in a row
 * in any layout.
 */
export function echoesOf(text: string, sources: readonly string[]): Span[] {
  const words = wordsOf(text)
  return sources.flatMap((source) => {
    const known = wordsOf(source)
    return known.length < inARow ? wholeIn(text, source.trim()) : repeatedIn(words, known)
  })
}

/** Whether a changed part touches an echo. An insertion touches the echo that it splits. */
export function touches(change: Span, echoes: readonly Span[]): boolean {
  return echoes.some(({ start, end }) => change.start < end && change.end > start)
}

interface Word extends Span {
  readonly word: string
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(({ 0: word, index }) => ({
    word: word.toLowerCase(),
    start: index,
    end: index + word.length,
  }))
}

function wholeIn(text: string, source: string): Span[] {
  const spans: Span[] = []
  if (source.length < fewest) return spans
  for (let start = text.indexOf(source); start !== -1; start = text.indexOf(source, start + 1))
    spans.push({ start, end: start + source.length })
  return spans
}

function repeatedIn(words: readonly Word[], known: readonly Word[]): Span[] {
  const rows = new Set(known.map((_, index) => rowAt(known, index)))
  return words.flatMap((first, index) => {
    const last = words[index + inARow - 1]
    return last !== undefined && rows.has(rowAt(words, index)) ? [{ start: first.start, end: last.end }] : []
  })
}

function rowAt(words: readonly Word[], index: number): string {
  return words
    .slice(index, index + inARow)
    .map(({ word }) => word)
    .join(' ')
}
