import type { Interaction } from './interaction.ts'

/**
 * What the attempts of a test before this one (`retry`, `repeats`) have used of its cassette. Code that remembers an answer
 * asks for it in the first only, and each repetition may ask for something else.
 */
export class EarlierAttempts {
  #used: ReadonlySet<Interaction> = new Set()
  /** Recorded by attempts that failed. */
  #dropped: readonly Interaction[] = []

  /** Whether one of them has used it, and it stays in the cassette. */
  has(interaction: Interaction): boolean {
    return this.#used.has(interaction)
  }

  /**
   * Ends an attempt. What one that failed has recorded may be why it failed, or have come of that: it does not stay.
   *
   * @param used what it used, in the order it was asked.
   * @param identify a text that two interactions share when they answer the same request in the same lane.
   */
  add(
    used: readonly Interaction[],
    passed: boolean,
    isFresh: (interaction: Interaction) => boolean,
    identify: (interaction: Interaction) => string,
  ): void {
    const stays = (interaction: Interaction): boolean => passed || !isFresh(interaction)
    this.#dropped = [...this.#dropped, ...used.filter((interaction) => !stays(interaction))]
    this.#used = new Set(this.#merged(used.filter(stays), identify))
  }

  /**
   * What all attempts together have used, when the last has used this. One that asked for nothing at all did so because
   * something was remembered: then also what failed attempts have recorded.
   */
  with(last: readonly Interaction[], identify: (interaction: Interaction) => string): readonly Interaction[] {
    const all = this.#merged(last, identify)
    return all.length === 0 ? this.#dropped : all
  }

  /** Of each request as many as the attempt has used that asked for it most often. */
  #merged(last: readonly Interaction[], identify: (interaction: Interaction) => string): readonly Interaction[] {
    if (this.#used.size === 0) return last
    const groups = Map.groupBy(last, identify)
    const rest = [...Map.groupBy(this.#used, identify)].flatMap(([name, earlier]) => {
      const later = groups.get(name) ?? []
      const missing = Math.max(0, earlier.length - later.length)
      const again = new Set(later)
      return missing === 0 ? [] : earlier.filter((interaction) => !again.has(interaction)).slice(-missing)
    })
    return [...rest, ...last]
  }
}
