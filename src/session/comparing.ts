import type { Matching } from '../match/matching.ts'
import type { SecretMemory } from '../redact/secret-memory.ts'

/**
 * How the requests of a test are compared, and those of its cassette. All attempts of a test share one, since the
 * cassette outlives the attempt that opened it.
 */
export class Comparing {
  /** The secrets of the cassette. */
  memory: SecretMemory | undefined
  /** Places in recorded answers where the app will see a placeholder in replay. */
  readonly replaced: Set<string> = new Set()
  /** Takes the secrets out of an error, once it is known how. */
  withoutSecrets: ((error: Error) => void) | undefined
  /** Resolves when `matching` is made, where that takes time. */
  preparing: Promise<void> | undefined
  #matching: Matching | undefined

  /** Whether it is settled how requests are compared. */
  get isPrepared(): boolean {
    return this.#matching !== undefined
  }

  /** @throws Error before it is prepared. */
  get matching(): Matching {
    if (this.#matching === undefined) throw new Error('requests are compared before it is known how')
    return this.#matching
  }

  set matching(matching: Matching) {
    this.#matching = matching
  }

  /** The next attempt says anew how its requests are compared. */
  reset(): void {
    this.preparing = undefined
    this.#matching = undefined
  }
}
