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

/** The start of a text, cut where a word ends if one does near. */
export function beginning(text: string, length: number): string {
  const characters = [...text]
  if (characters.length <= length) return text
  const start = characters.slice(0, length - 1).join('')
  return `${start.replace(/\s+\S{0,12}$/, '')}…`
}

/** The end of a text, cut where a word begins if one does near. */
export function ending(text: string, length: number): string {
  const characters = [...text]
  if (characters.length <= length) return text
  if (length < 2) return length === 0 ? '' : '…'
  const end = characters.slice(1 - length).join('')
  return `…${end.replace(/^\S{0,12}\s+/, '')}`
}
