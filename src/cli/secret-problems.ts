import type { Interaction } from '../cassette/interaction.ts'
import { changedPlaces } from '../match/normalize/changed-places.ts'
import type { Redaction } from '../redact/redaction.ts'
import type { Scan } from '../store/scan.ts'
import type { Finding } from './check-cassette.ts'

/** What in the interactions of a cassette looks secret: what redaction would take out today, and what the scan finds. */
export async function secretProblems(
  interactions: readonly Interaction[],
  redaction: Redaction,
  scan: Scan,
): Promise<Finding[]> {
  const problems: Finding[] = []
  for (const [index, interaction] of interactions.entries()) {
    const redacted = redaction.interaction(interaction)
    for (const place of changedPlaces(interaction, redacted)) {
      // The pieces move with what they are pieces of.
      if (!place.startsWith('response.chunks'))
        problems.push({
          at: `interactions[${index}].${place}`,
          rule: 'redaction',
          message: 'npx vitest-cassette redact takes it out',
        })
    }
    for (const { at, rule, excerpt } of await scan(redacted))
      problems.push({ at: `interactions[${index}].${at}`, rule, message: excerpt })
  }
  return problems
}
