import type { Interaction } from '../interaction.ts'

/** An event of a recording whose place among the events of other interactions is known. */
export interface RecordedEvent {
  readonly interaction: Interaction
  /** The app causes `asked` and `left`: it makes the request, and stops reading. The others are delivered to it. */
  readonly kind: 'asked' | 'head' | 'piece' | 'end' | 'left'
  /** Index of the piece in `chunks`. */
  readonly piece: number
  /** Position in the order. */
  readonly position: number
  /** Time in milliseconds, as far as the recording tells it. */
  readonly at: number
}

/** All events whose order was recorded, in that order. */
export function recordedEvents(interactions: readonly Interaction[]): RecordedEvent[] {
  return interactions.flatMap(eventsOf).toSorted((a, b) => a.position - b.position)
}

function eventsOf(interaction: Interaction): RecordedEvent[] {
  const { order, recordedAt, response } = interaction
  if (order === undefined) return []
  const sentAt = Date.parse(recordedAt)
  const arrivals = arrivalsOf(response?.chunks ?? [], sentAt)
  const event = (kind: RecordedEvent['kind'], position: number, at: number, piece = -1): RecordedEvent => ({
    interaction,
    kind,
    piece,
    position,
    at,
  })
  return [
    event('asked', order.asked, sentAt),
    ...(order.answered === undefined ? [] : [event('head', order.answered, arrivals[0] ?? sentAt)]),
    ...(order.left === undefined ? [] : [event('left', order.left, arrivals.at(-1) ?? sentAt)]),
    // After `left`, for the pieces that came too late: the sort is stable.
    ...(order.pieces ?? []).map(([piece, position]) => event('piece', position, arrivals[piece] ?? sentAt, piece)),
    ...(order.ended === undefined ? [] : [event('end', order.ended, arrivals.at(-1) ?? sentAt)]),
  ]
}

/** When each chunk arrived. */
function arrivalsOf(chunks: ReadonlyArray<readonly [delay: number, size: number]>, from: number): number[] {
  let at = from
  return chunks.map(([delay]) => (at += delay))
}

/** Whether an event of another interaction lies between the head of an answer and its end. */
export function isInterrupted({ order }: Interaction): boolean {
  if (order?.answered === undefined) return false
  return order.pieces !== undefined || order.ended === undefined || order.ended > order.answered + 1
}
