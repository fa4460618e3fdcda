import type { EventOrder } from '../interaction.ts'

/**
 * The events of an exchange: the app asks, receives the head of the answer and its pieces, and the answer ends, unless
 * the client has left before.
 */
export type EventKind = 'asked' | 'answered' | 'piece' | 'ended' | 'left'

/** An event of an exchange. */
export interface ExchangeEvent<T> {
  readonly of: T
  readonly kind: EventKind
  /** Index of a piece; of an exchange that its client left, that of the first piece that came too late. */
  readonly piece?: number
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * The order of the events of exchanges that overlap. An exchange without an event of another one between its first and
 * its last gets none: its place among the interactions says as much.
 *
 * @param events as they happened.
 */
export function eventOrders<T>(events: ReadonlyArray<ExchangeEvent<T>>): Map<T, EventOrder> {
  const overlapping = findOverlapping(events)
  const orders = new Map<T, Mutable<EventOrder>>()
  let position = 0
  let last: T | undefined
  for (const { of, kind, piece } of events) {
    // Pieces that follow an event of their own exchange come with it.
    if (!overlapping.has(of) || (kind === 'piece' && of === last)) continue
    last = of
    position += 1
    const order = orders.get(of)
    if (order === undefined) orders.set(of, { asked: position })
    else if (kind !== 'piece') order[kind] = position
    if (order !== undefined && piece !== undefined) order.pieces = [...(order.pieces ?? []), [piece, position]]
  }
  return orders
}

function findOverlapping<T>(events: ReadonlyArray<ExchangeEvent<T>>): ReadonlySet<T> {
  const open = new Set<T>()
  const overlapping = new Set<T>()
  for (const { of, kind } of events) {
    if (kind === 'ended' || kind === 'left') open.delete(of)
    if (kind !== 'asked') continue
    for (const other of open) overlapping.add(other).add(of)
    open.add(of)
  }
  return overlapping
}
