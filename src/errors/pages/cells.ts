import { lazy } from '../../util/lazy.ts'

/** Made at its first use: V8 reads the classes of Unicode slowly, and most texts are ASCII. */
const wide = lazy(
  () =>
    /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Tangut}\p{sc=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u,
)
const halfWidth = /^[\uff61-\uffdc]$/
const mark = lazy(() => /^\p{M}$/u)

/**
 * The number of terminal cells of a text without control characters. Joined emoji do not occur, because `visible` writes
 * the joiner out, so no library is needed, which each test file would load.
 */
export function cellsOf(text: string): number {
  let cells = 0
  for (const character of text) cells += widthOf(character)
  return cells
}

/** The longest start of a text that fits in so many cells. */
export function firstCells(text: string, cells: number): string {
  let [left, end] = [cells, 0]
  for (const character of text) {
    left -= widthOf(character)
    if (left < 0) break
    end += character.length
  }
  return text.slice(0, end)
}

/** The longest end of a text that fits in so many cells. */
export function lastCells(text: string, cells: number): string {
  const characters = [...text]
  let left = cells
  let start = characters.length
  while (start > 0) {
    left -= widthOf(characters[start - 1]!)
    if (left < 0) break
    start -= 1
  }
  // An accent needs its letter.
  while (start < characters.length && mark().test(characters[start]!)) start += 1
  return characters.slice(start).join('')
}

function widthOf(character: string): number {
  if (character >= ' ' && character <= '~') return 1
  if (mark().test(character)) return 0
  return wide().test(character) && !halfWidth.test(character) ? 2 : 1
}
