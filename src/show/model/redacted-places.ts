import type { Interaction } from '../../cassette/interaction.ts'
import { placeholderPattern } from '../../redact/placeholder.ts'
import { leavesOfInteraction, placeOf } from '../../redact/view/scan-leaves.ts'
import type { RedactedPlace, SeenCall } from './conversation.ts'

/** All places of a call where a placeholder stands for a secret. */
export function redactedPlaces({ lane, step, recordedAt = '', request, response, failure }: SeenCall): RedactedPlace[] {
  // Few calls hold a secret, and reading all texts of a long stream takes its time.
  if (!JSON.stringify([request, response, failure]).includes('[REDACTED')) return []
  const call = { lane, ...(step !== undefined && { step }), recordedAt, request, response, failure } as Interaction
  const places = leavesOfInteraction(call).flatMap(({ path, text }) =>
    [...text.matchAll(new RegExp(placeholderPattern, 'g'))].map(([placeholder]) => ({
      place: placeOf(path),
      placeholder,
      rule: /^\[REDACTED:([a-z0-9-]+)/.exec(placeholder)?.[1] ?? 'secret',
    })),
  )
  return [...new Map(places.map((found) => [`${found.place} ${found.placeholder}`, found])).values()]
}
