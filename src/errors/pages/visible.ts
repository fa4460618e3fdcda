import { cellsOf, firstCells, lastCells } from './cells.ts'

/** A text on one line that a terminal can print: control characters and invisible characters are written out. */
export function visible(text: string): string {
  return text
    .replaceAll(/\r?\n/g, '↵')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped)
}

/** A function that shows two texts so that a reader sees the difference. */
export function showApart(recorded: string, asked: string): (text: string) => string {
  // Only white space was changed: it must be visible.
  const show = recorded.trim() === '' && asked.trim() === '' ? visibleSpace : visible
  return looksAlike(show(recorded), show(asked)) ? codePoints : show
}

/** Like `visible`; each kind of white space looks different. */
function visibleSpace(text: string): string {
  return visible(text.replaceAll('\t', '→').replaceAll(' ', '·')).replaceAll(/\p{Zs}/gu, escaped)
}

/** A text with its code points, for texts that look the same. */
function codePoints(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, escaped)
}

/** Whether two texts look the same: with another kind of blank, or an accent in one character or in two. */
export function looksAlike(a: string, b: string): boolean {
  return visible(a).normalize('NFKC') === visible(b).normalize('NFKC')
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}

/** The start of a text with at most so many cells, cut at the end of a word if one is near. */
export function beginning(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text
  return `${firstCells(text, cells - 1).replace(/\s+\S{0,12}$/, '')}…`
}

/** The end of a text with at most so many cells, cut at the start of a word if one is near. */
export function ending(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text
  if (cells < 2) return cells === 0 ? '' : '…'
  return `…${lastCells(text, cells - 1).replace(/^\S{0,12}\s+/, '')}`
}

/** Both ends of a text with at most so many cells: a reader knows a path by its ends. */
export function ends(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text
  const half = Math.floor((cells - 1) / 2)
  return `${firstCells(text, half)}…${lastCells(text, cells - 1 - half)}`
}
