import { hash } from 'node:crypto'
import { largestInline } from '../body/large-values.ts'
import type { RedactText } from './redact-text.ts'

/**
 * Remembers large texts without a secret: an app sends its screenshots again with each request, and each must be searched
 * only once.
 */
export class CleanTexts {
  readonly #countSecrets: () => number
  readonly #clean = new Set<string>()
  #known = 0

  /** @param countSecrets how many secrets are known. A new one may stand in a text that was clean before. */
  constructor(countSecrets: () => number) {
    this.#countSecrets = countSecrets
  }

  /** The function, which is not called again for a large text that it left as it was. */
  skip(redact: RedactText): RedactText {
    return (text) => {
      if (!isLargeText(text)) return redact(text)
      const key = hash('sha256', text, 'base64')
      if (this.#has(key)) return text
      const safe = redact(text)
      if (safe === text && this.#countSecrets() === this.#known) this.#clean.add(key)
      return safe
    }
  }

  #has(key: string): boolean {
    const known = this.#countSecrets()
    if (known !== this.#known) this.#clean.clear()
    this.#known = known
    return this.#clean.has(key)
  }
}

/** Whether a text is so large that it is searched alone. */
export function isLargeText(text: string): boolean {
  return text.length > largestInline
}
