/** A text on one line, and harmless to a terminal. */
export function visible(text: string): string {
  return text
    .replaceAll(/\r?\n/g, '↵')
    .replaceAll('\t', ' ')
    .replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
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
