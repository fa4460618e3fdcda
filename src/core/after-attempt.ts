import type { Interaction } from './interaction.ts'
import type { Mode } from './mode.ts'

/** What one attempt of a test did with its cassette. */
export interface Attempt {
  readonly mode: Mode
  /** What it used, in the order in which it is to be stored. */
  readonly played: readonly Interaction[]
  readonly unused: readonly Interaction[]
  /** Recorded in this run. */
  readonly fresh: ReadonlySet<Interaction>
  /** What a refresh could not ask anew. */
  readonly unrefreshed: ReadonlySet<Interaction>
  readonly passed: boolean
  /** Everything that could ask has run: what was not asked for is no longer needed. */
  readonly complete: boolean
}

/**
 * What the cassette is to hold after an attempt. In `refresh` only what was recorded anew counts, or could not be, in
 * `record` also what was replayed.
 *
 * @param identify a text that two interactions share when they answer the same request in the same lane.
 * @param isOutdated whether an interaction is too old to be replayed: it goes when its request was recorded again.
 */
export function afterAttempt(
  { mode, played, unused, fresh, unrefreshed, passed, complete }: Attempt,
  identify: (interaction: Interaction) => string,
  isOutdated: (interaction: Interaction) => boolean,
): Interaction[] {
  const current = mode === 'refresh' ? played.filter((one) => fresh.has(one) || unrefreshed.has(one)) : played
  const isReplaced = (interaction: Interaction): boolean =>
    isOutdated(interaction) && current.some((one) => fresh.has(one) && identify(one) === identify(interaction))
  // A test that failed may not have come to what a killed recording paid for.
  const mayComeYet = (interaction: Interaction): boolean => !complete || (!passed && fresh.has(interaction))
  return [...current, ...unused.filter((interaction) => mayComeYet(interaction) && !isReplaced(interaction))]
}
