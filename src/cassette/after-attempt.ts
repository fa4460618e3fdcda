import type { Interaction } from './interaction.ts'

/** What the attempts of a test did with its cassette. */
export interface Attempt {
  /** What they used, in the order in which it is to be stored. */
  readonly used: readonly Interaction[]
  /** All else that the cassette holds. */
  readonly unused: readonly Interaction[]
  /** Recorded in this run. */
  readonly fresh: ReadonlySet<Interaction>
  readonly passed: boolean
  /** Everything that could ask has run: what was not asked for is no longer needed. */
  readonly complete: boolean
}

/**
 * What the cassette is to hold after the last attempt.
 *
 * @param identify a text that two interactions share when they answer the same request in the same lane.
 * @param isOutdated whether an interaction is too old to be replayed: it goes when its request was recorded again.
 */
export function afterAttempt(
  { used, unused, fresh, passed, complete }: Attempt,
  identify: (interaction: Interaction) => string,
  isOutdated: (interaction: Interaction) => boolean,
): Interaction[] {
  const isReplaced = (interaction: Interaction): boolean =>
    isOutdated(interaction) && used.some((one) => fresh.has(one) && identify(one) === identify(interaction))
  // A test that failed may not have come to what a killed recording paid for.
  const mayComeYet = (interaction: Interaction): boolean => !complete || (!passed && fresh.has(interaction))
  return [...used, ...unused.filter((interaction) => mayComeYet(interaction) && !isReplaced(interaction))]
}
