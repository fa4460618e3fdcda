import { spansOf } from './decoded-view.ts'
import { jsonRegions, type JsonLeaf } from './json-in-text.ts'

/**
 * Redacts a text that comes in pieces: each piece keeps what is its own, and a placeholder stands in the piece where the
 * secret began.
 */
export function redactPieces(pieces: readonly string[], redactText: (text: string) => string): string[] {
  const whole = pieces.join('')
  const redacted = redactText(whole)
  if (redacted === whole) return [...pieces]
  const result: string[] = pieces.map(() => '')
  const ends: number[] = []
  for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + piece.length)
  let piece = 0
  const put = (at: number, text: string): void => {
    while (piece < ends.length - 1 && at >= (ends[piece] ?? 0)) piece++
    result[piece] += text
  }
  for (const span of spansOf(whole, redacted)) {
    if (span.text !== undefined) put(span.start, span.text)
    else for (let at = span.start; at < span.end; at++) put(at, whole[at] ?? '')
  }
  return result
}

/** A string of JSON in a text, where it stands. */
type TextPiece = Pick<JsonLeaf, 'text' | 'start' | 'end'>

/** Lines of a text stream of the AI SDK: `0:"Hel"`. */
const streamLine = /^([0-9a-z]):("(?:[^"\\]|\\.)*")\r?$/gm

/** Texts that come in pieces in a stream which is stored as a text: JSON in lines, in a list, or behind `data:`. */
export function piecesIn(text: string): ReadonlyArray<readonly TextPiece[]> {
  const regions = jsonRegions(text)
  // A list of objects, or several: one object is no stream.
  const isStream = regions.length > 1 || (regions.length === 1 && text[regions[0]?.start ?? 0] === '[')
  const leaves = isStream
    ? regions.flatMap(({ leaves }) => leaves).filter(({ isKey, isNumber }) => isKey !== true && isNumber !== true)
    : []
  const inLines = linesOf(text)
  if (leaves.length + inLines.length < 2) return []
  const places = Map.groupBy(leaves, ({ path }) => path.filter((part) => typeof part === 'string').join('.'))
  const lines = Map.groupBy(inLines, ({ line }) => line)
  return [...places.values(), ...lines.values()].filter(
    (pieces) => pieces.length > 1 && pieces.some((one) => one.text !== pieces[0]?.text),
  )
}

function linesOf(text: string): Array<TextPiece & { readonly line: string }> {
  if (!text.includes(':"') || !/^[0-9a-z]:"/m.test(text)) return []
  return [...text.matchAll(streamLine)].flatMap(({ index, 1: line = '', 2: quoted = '' }) => {
    try {
      return [{ line, text: JSON.parse(quoted) as string, start: index + 2, end: index + 2 + quoted.length }]
    } catch {
      return []
    }
  })
}

/** The text with the pieces in it redacted as the texts they make. */
export function redactPiecesIn(text: string, redactText: (text: string) => string): string {
  const found = piecesIn(text)
  if (found.length === 0) return text
  const changes = found.flatMap((pieces) => {
    const texts = redactPieces(
      pieces.map((piece) => piece.text),
      redactText,
    )
    return pieces.flatMap((piece, at) => (texts[at] === piece.text ? [] : [{ ...piece, text: texts[at] ?? '' }]))
  })
  let result = ''
  let done = 0
  for (const { start, end, text: changed } of changes.sort((a, b) => a.start - b.start)) {
    result += `${text.slice(done, start)}${JSON.stringify(changed)}`
    done = end
  }
  return result + text.slice(done)
}
