import type { Interaction } from '../cassette/interaction.ts'
import { changedPlaces } from '../match/normalize/changed-places.ts'
import type { Comparing } from '../session/comparing.ts'

/**
 * The interaction without its secrets, as it is recorded. The test hears in which places of the answer the app will see
 * a placeholder in replay.
 *
 * @throws CassetteRedactorError when a function of the user's fails.
 */
export function redactRecorded(interaction: Interaction, { matching, replaced }: Comparing): Interaction {
  const redaction = matching.redaction()
  const safe = redaction.interaction(interaction)
  if (safe.response !== interaction.response)
    for (const place of changedPlaces(interaction.response?.body, safe.response?.body))
      replaced.add(redaction.text(place.replace(/^(json|sse|ndjson|text)\.?(?=.)/, '')))
  return safe
}
