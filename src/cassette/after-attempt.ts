import type { Interaction } from './interaction.ts'

/** The interactions of a cassette after the attempts of its test. */
export interface Attempt {
  /** Interactions that the attempts used, in the order to store them. */
  readonly used: readonly Interaction[]
  /** All other interactions of the cassette. */
  readonly unused: readonly Interaction[]
  /** Recorded in this run. */
  readonly fresh: ReadonlySet<Interaction>
  readonly passed: boolean
  /** All tests that use the cassette have run, so unused interactions are no longer needed. */
  readonly complete: boolean
}

/**
 * The interactions that the cassette holds after the last attempt.
 *
 * @param identify returns the same text for interactions that answer the same request in the same lane.
 * @param isOutdated whether an interaction is too old to replay. It is dropped when its request was recorded again.
 */
export function afterAttempt(
  { used, unused, fresh, passed, complete }: Attempt,
  identify: (interaction: Interaction) => string,
  isOutdated: (interaction: Interaction) => boolean,
): Interaction[] {
  const isReplaced = (interaction: Interaction): boolean =>
    isOutdated(interaction) && used.some((other) => fresh.has(other) && identify(other) === identify(interaction))
  // A failed test may have stopped before a request that a killed recording paid for.
  const mayComeYet = (interaction: Interaction): boolean => !complete || (!passed && fresh.has(interaction))
  return [...used, ...unused.filter((interaction) => mayComeYet(interaction) && !isReplaced(interaction))]
}
