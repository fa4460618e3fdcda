import type { Interaction } from '../../cassette/interaction.ts'
import { placeholderPattern } from '../../redact/placeholder.ts'
import { pathTo } from '../../redact/view/leaf.ts'
import { leavesOfInteraction, placeOf } from '../../redact/view/scan-leaves.ts'
import type { RedactedPlace, SeenCall } from './conversation.ts'

/** All places of a call where a placeholder stands for a secret. */
export function redactedPlaces({ lane, step, recordedAt = '', request, response, failure }: SeenCall): RedactedPlace[] {
  // Few calls hold a secret, and reading all texts of a long stream takes its time.
  if (!JSON.stringify([request, response, failure]).includes('[REDACTED')) return []
  const call = { lane, ...(step !== undefined && { step }), recordedAt, request, response, failure } as Interaction
  const places = leavesOfInteraction(call).flatMap(({ place, text }) =>
    [...text.matchAll(new RegExp(placeholderPattern, 'g'))].map(([placeholder]) => ({
      // A placeholder may also be made of the pieces of several texts. Then it stands at the first of them.
      isThere: String(valueAt(call, pathTo(place))).includes(placeholder),
      place: placeOf(pathTo(place)),
      placeholder,
      rule: /^\[REDACTED:([a-z0-9-]+)/.exec(placeholder)?.[1] ?? 'secret',
    })),
  )
  const shown = places.filter(
    (found) => found.isThere || !places.some((other) => other.isThere && other.placeholder === found.placeholder),
  )
  return [
    ...new Map(
      shown.map(({ place, placeholder, rule }) => [`${place} ${placeholder}`, { place, placeholder, rule }]),
    ).values(),
  ]
}

function valueAt(call: unknown, path: ReadonlyArray<string | number>): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], call)
}
