import { eventOrders, type ExchangeEvent } from './event-order.ts'
import type { Interaction } from '../interaction.ts'

/**
 * The interactions with the order of their events in an attempt. Those that the attempt did not use lose an order that
 * counted in another attempt.
 *
 * @param events of all exchanges of the attempt, as they happened.
 */
export function withOrder(
  interactions: readonly Interaction[],
  events: ReadonlyArray<ExchangeEvent<{ readonly interaction?: Interaction; readonly pieces: readonly unknown[] }>>,
): Interaction[] {
  const kept = new Set(interactions)
  const orders = eventOrders(
    events.flatMap(({ of: { interaction, pieces }, ...event }) => {
      if (interaction === undefined || !kept.has(interaction)) return []
      if (event.kind !== 'left') return [{ ...event, of: interaction }]
      const chunks = interaction.response?.chunks?.length ?? 0
      const { kind, piece = pieces.length } = event
      return [{ of: interaction, kind, ...(chunks > piece && { piece }) }]
    }),
  )
  return interactions.map((interaction) => {
    const { order: _before, ...rest } = interaction
    const order = orders.get(interaction)
    return order === undefined ? (rest as Interaction) : ({ ...rest, order } as Interaction)
  })
}
