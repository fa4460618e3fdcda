import { daysOld, isStale } from '../../cassette/age.ts'
import type { Interaction } from '../../cassette/interaction.ts'
import type { Finding } from './finding.ts'
import { counted } from '../../util/counts.ts'

/**
 * A warning about the oldest interaction of a cassette, when it is older than `maxAge`.
 *
 * @param maxAge the option; without it nothing is too old.
 * @param now milliseconds since 1970.
 */
export function ageWarnings(interactions: readonly Interaction[], maxAge: string | undefined, now: number): Finding[] {
  if (maxAge === undefined) return []
  let oldest: { readonly index: number; readonly days: number } | undefined
  for (const [index, interaction] of interactions.entries()) {
    const days = daysOld(interaction, now)
    if (isStale(interaction, maxAge, now) && (oldest === undefined || days > oldest.days)) oldest = { index, days }
  }
  if (oldest === undefined) return []
  const { index, days } = oldest
  return [
    {
      at: `interactions[${index}]`,
      rule: 'age',
      message: `recorded ${days === 0 ? 'less than a day' : counted(days, 'day')} ago`,
    },
  ]
}
