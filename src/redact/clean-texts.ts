import { hash } from 'node:crypto'
import { largestInline } from '../body/large-values.ts'
import { shortestText, type RedactText } from './redact-text.ts'

/** Most characters of small texts that are remembered. */
const most = 1_000_000

/**
 * Remembers texts without a secret: an app sends its prompts, its messages and its screenshots again with each request, and
 * each must be searched only once.
 */
export class CleanTexts {
  readonly #countSecrets: () => number
  readonly #small = new Set<string>()
  /** The hashes of large texts. */
  readonly #large = new Set<string>()
  #characters = 0
  #known = 0

  /** @param countSecrets how many secrets are known. A new one may stand in a text that was clean before. */
  constructor(countSecrets: () => number) {
    this.#countSecrets = countSecrets
  }

  /** The function, which is not called again for a text that it left as it was. */
  skip(redact: RedactText): RedactText {
    return (text) => {
      if (text.length < shortestText) return redact(text)
      const isLarge = isLargeText(text)
      const key = isLarge ? hash('sha256', text, 'base64') : text
      const clean = isLarge ? this.#large : this.#small
      if (this.#has(key, clean)) return text
      const safe = redact(text)
      if (safe !== text || this.#countSecrets() !== this.#known) return safe
      if (!isLarge) this.#makeRoom(text.length)
      clean.add(key)
      return safe
    }
  }

  #has(key: string, clean: ReadonlySet<string>): boolean {
    const known = this.#countSecrets()
    if (known !== this.#known) {
      this.#small.clear()
      this.#large.clear()
    }
    this.#known = known
    return clean.has(key)
  }

  #makeRoom(length: number): void {
    if (this.#small.size === 0) this.#characters = 0
    this.#characters += length
    if (this.#characters <= most) return
    this.#small.clear()
    this.#characters = length
  }
}

/** Whether a text is so large that it is searched alone. */
export function isLargeText(text: string): boolean {
  return text.length > largestInline
}
