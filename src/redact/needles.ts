import { LiteralIndex } from './literals.ts'

/** One literal text to be found. */
export interface Needle {
  readonly text: string
  /** The placeholder that stands for it. */
  readonly name: string
  /** Written in hex, and so is what stands for it. */
  readonly isHex?: true
  /** Part of a longer text in base64, all of which goes with it. */
  readonly isPart?: true
}

/** Finds any of many literals in one pass, which a pattern of all of them cannot: it tries them one after the other. */
export class NeedleIndex {
  readonly #index = new LiteralIndex<Needle>()

  constructor(needles: Iterable<Needle> = []) {
    this.add(needles)
  }

  add(needles: Iterable<Needle>): void {
    for (const needle of needles) this.#index.add(needle)
  }

  /**
   * The text with every needle replaced by its placeholder.
   *
   * @param isKept whether a text that was found stays.
   */
  replace(text: string, isKept: (text: string) => boolean): string {
    if (this.#index.isEmpty) return text
    let result = ''
    let done = 0
    let next = 0
    for (let at = this.#index.next(text, 0); at !== -1; at = this.#index.next(text, next)) {
      next = at + 1
      const needle = this.#index.at(text, at).find((one) => text.startsWith(one.text, at))
      if (needle === undefined) continue
      let start = at
      let end = at + needle.text.length
      if (needle.isPart) {
        while (start > done && isBase64(text.charCodeAt(start - 1))) start--
        while (end < text.length && isBase64(text.charCodeAt(end))) end++
      }
      const found = text.slice(start, end)
      result += text.slice(done, start) + (isKept(found) ? found : shown(needle, found))
      done = end
      next = end
    }
    return done === 0 ? text : result + text.slice(done)
  }
}

function shown({ name, isHex }: Needle, found: string): string {
  if (isHex === undefined) return name
  const hex = Buffer.from(name).toString('hex')
  return /[A-F]/.test(found) ? hex.toUpperCase() : hex
}

/** `A–Z`, `a–z`, `0–9`, `+`, `/`, `=`, `-`, `_`. */
function isBase64(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2f && code <= 0x39) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x3d ||
    code === 0x5f
  )
}
