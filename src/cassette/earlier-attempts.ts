import type { Interaction } from './interaction.ts'

/**
 * The interactions that earlier attempts of a test (`retry`, `repeats`) used. Code that remembers an answer requests it
 * in the first attempt only, and each repetition may make other requests.
 */
export class EarlierAttempts {
  #used: ReadonlySet<Interaction> = new Set()
  /** Interactions that failed attempts recorded. */
  #dropped: readonly Interaction[] = []

  /** Whether an earlier attempt used the interaction and it stays in the cassette. */
  has(interaction: Interaction): boolean {
    return this.#used.has(interaction)
  }

  /**
   * Ends an attempt. The recordings of a failed attempt do not stay: they may be the cause of the failure or its result.
   *
   * @param used the interactions that the attempt used, in the order of its requests.
   * @param identify returns the same text for interactions that answer the same request in the same lane.
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
   * The interactions that all attempts used together. If the attempts that count used none, an answer was remembered from
   * a failed attempt; then these are the recordings of the failed attempts.
   */
  with(last: readonly Interaction[], identify: (interaction: Interaction) => string): readonly Interaction[] {
    const all = this.#merged(last, identify)
    return all.length === 0 ? this.#dropped : all
  }

  /** For each request, as many interactions as the attempt with the most of them used. */
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
