import { listMark, type Leaf } from './leaf.ts'

/** Longer texts of a list are texts of their own. */
const longestPiece = 100

/** Pieces that make one text. */
export interface Series {
  readonly pieces: readonly Leaf[]
  /** Items of a list, which may also be texts of their own: lines, words, tokens. */
  readonly isList: boolean
}

/**
 * The texts that come in pieces: what stands at the same place of the events of a stream, or of the items of a list. A
 * number that tells one from the other, as that of a choice, counts, unless every piece has another: then it only grows.
 */
export function seriesOf(leaves: readonly Leaf[]): Series[] {
  const pieces = leaves.filter(
    ({ series, text }) => series !== undefined && text !== '' && (!isList(series) || text.length <= longestPiece),
  )
  if (pieces.length < 2) return []
  const all = Map.groupBy(pieces, ({ series = '' }) => (isList(series) ? ofInnermostList(series) : series))
  const alone = [...all.values()].filter((list) => list.length === 1).flat()
  const growing = Map.groupBy(alone, ({ series = '' }) => withoutNumbers(series))
  const nested = Map.groupBy(
    pieces.filter(({ series = '' }) => isList(series) && isInListOfLists(series)),
    ({ series = '' }) => ofOuterList(series),
  )
  return [...all.values(), ...growing.values(), ...nested.values()]
    .filter((list) => list.length > 1 && list.some(({ text }) => text !== list[0]?.text))
    .map((list) => ({ pieces: list, isList: isList(list[0]?.series) }))
}

/** The text that pieces make. */
export function joinedText(pieces: ReadonlyArray<{ readonly text: string }>): string {
  let text = ''
  for (const piece of pieces) text += piece.text
  return text
}

function withoutNumbers(series: string): string {
  return series.includes('|#') ? series.replaceAll(/\|#\d+/g, '') : series
}

function isInListOfLists(series: string): boolean {
  return series.indexOf('/@') !== series.lastIndexOf('/@')
}

/** Pieces are the items of the innermost list, as tokens are in a list of choices. */
function ofInnermostList(series: string): string {
  const at = series.lastIndexOf('/@')
  let end = at + 2
  while (isDigit(series.charCodeAt(end))) end++
  return `${series.slice(0, at)}/${series.slice(end)}`
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** In lists of lists, pieces may be the items at one place of all inner lists, as the likeliest of the candidates for each token. */
function ofOuterList(series: string): string {
  return series.replace(/\/@\d+((?:(?!\/@).)*\/@\d+(?:(?!\/@).)*)$/, '/$1')
}

function isList(series: string | undefined): boolean {
  return series?.startsWith(listMark) ?? false
}
