import type { Interaction } from './interaction.ts'

/** The interactions that a killed recording had finished. */
export interface LeftRecording {
  readonly interactions: readonly Interaction[]
  /** A refresh: each answer replaces the stored one. Otherwise the answers follow the stored ones. */
  readonly isRefresh: boolean
}

/**
 * A cassette together with the interactions that killed recordings of it had finished.
 *
 * An interaction that the cassette already holds is not added again: the process may have been killed after it wrote the
 * cassette and before it removed the journal.
 *
 * @param identify returns the same text for interactions that answer the same request in the same lane.
 */
export function recover(
  stored: readonly Interaction[],
  left: readonly LeftRecording[],
  identify: (interaction: Interaction) => string,
): { readonly interactions: readonly Interaction[]; readonly recovered: ReadonlySet<Interaction> } {
  if (left.length === 0) return { interactions: stored, recovered: new Set() }
  const interactions = [...stored]
  const names = stored.map(identify)
  const saved = new Counter(stored.map(({ recordedAt }, index) => `${recordedAt} ${names[index]}`))
  const recovered = new Set<Interaction>()
  for (const { isRefresh, interactions: finished } of left) {
    for (const interaction of finished) {
      const name = identify(interaction)
      if (saved.take(`${interaction.recordedAt} ${name}`)) continue
      recovered.add(interaction)
      const replaced = isRefresh
        ? names.findIndex((other, at) => other === name && stored[at] === interactions[at])
        : -1
      if (replaced === -1) interactions.push(interaction)
      else interactions[replaced] = interaction
    }
  }
  return { interactions, recovered }
}

/** Counts texts. */
class Counter {
  readonly #counts = new Map<string, number>()

  constructor(texts: readonly string[]) {
    for (const text of texts) this.#counts.set(text, (this.#counts.get(text) ?? 0) + 1)
  }

  /** Removes one; `false` when none is left. */
  take(text: string): boolean {
    const count = this.#counts.get(text) ?? 0
    this.#counts.set(text, count - 1)
    return count > 0
  }
}
