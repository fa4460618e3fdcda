import type { Interaction } from '../../cassette/interaction.ts'
import type { Finding } from './finding.ts'

/** A warning for each answer to another request than the recorded one, as `accept --requests` leaves them. */
export function requestWarnings(interactions: readonly Interaction[]): Finding[] {
  return interactions.flatMap(({ requestChanged }, index) =>
    requestChanged === undefined
      ? []
      : [
          {
            at: `interactions[${index}]`,
            rule: 'request',
            message: `#${index + 1} has another request since ${requestChanged.at.slice(0, 10)}: record it again`,
          },
        ],
  )
}
