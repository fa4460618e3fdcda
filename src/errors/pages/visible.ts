import { cellsOf, firstCells, lastCells } from './cells.ts'

/** A text on one line, and harmless to a terminal: what directs it, or the eye, and takes no place is written out. */
export function visible(text: string): string {
  return text
    .replaceAll(/\r?\n/g, '↵')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escaped)
}

/** How to show two texts so that they can be told apart. */
export function showApart(recorded: string, asked: string): (text: string) => string {
  // Nothing but white space was changed: it must be seen.
  const show = recorded.trim() === '' && asked.trim() === '' ? visibleSpace : visible
  return looksAlike(show(recorded), show(asked)) ? codePoints : show
}

/** Like `visible`, and one kind of white space can be told from another. */
function visibleSpace(text: string): string {
  return visible(text.replaceAll('\t', '→').replaceAll(' ', '·')).replaceAll(/\p{Zs}/gu, escaped)
}

/** A text by its code points, for what no reader could tell apart otherwise. */
function codePoints(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, escaped)
}

/** Whether two texts look the same when they are shown: this blank or that, an accent in one character or in two. */
export function looksAlike(a: string, b: string): boolean {
  return visible(a).normalize('NFKC') === visible(b).normalize('NFKC')
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}

/** The start of a text, of no more than so many cells, cut where a word ends if one does near. */
export function beginning(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text
  return `${firstCells(text, cells - 1).replace(/\s+\S{0,12}$/, '')}…`
}

/** The end of a text, of no more than so many cells, cut where a word begins if one does near. */
export function ending(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text
  if (cells < 2) return cells === 0 ? '' : '…'
  return `…${lastCells(text, cells - 1).replace(/^\S{0,12}\s+/, '')}`
}

/** Both ends of a text, of no more than so many cells: a path is known by where it begins and where it ends. */
export function ends(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text
  const half = Math.floor((cells - 1) / 2)
  return `${firstCells(text, half)}…${lastCells(text, cells - 1 - half)}`
}
