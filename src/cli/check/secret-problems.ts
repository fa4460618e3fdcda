import type { Interaction } from '../../cassette/interaction.ts'
import { changedPlaces } from '../../match/normalize/changed-places.ts'
import type { Redaction } from '../../redact/redaction.ts'
import type { Scan } from '../../store/scan.ts'
import type { Finding } from './finding.ts'

/** Secrets in the interactions of a cassette: values that today's redaction would replace, and findings of the scan. */
export async function secretProblems(
  interactions: readonly Interaction[],
  redaction: Redaction,
  scan: Scan,
): Promise<Finding[]> {
  const problems: Finding[] = []
  for (const [index, interaction] of interactions.entries()) {
    const redacted = redaction.interaction(interaction)
    for (const place of changedPlaces(interaction, redacted)) {
      // The sizes of chunks change together with the body.
      if (!place.startsWith('response.chunks'))
        problems.push({
          at: `interactions[${index}].${place}`,
          rule: 'redaction',
          message: 'npx vitest-cassette redact removes it',
        })
    }
    for (const { at, rule, excerpt } of await scan(redacted))
      problems.push({ at: `interactions[${index}].${at}`, rule, message: excerpt })
  }
  return problems
}
