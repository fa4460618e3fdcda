import type { StoredResponse } from '../../cassette/interaction.ts'
import { arrivals } from '../../diagnostics/arrivals.ts'
import type { Piece } from '../../diagnostics/exchange.ts'

/** When the parts of an answer arrived, in milliseconds since the request. */
export interface StreamTimes {
  readonly firstByte: number
  /** The time of the last piece, or of the end of a broken stream. */
  readonly total: number
  /** Number of events, lines or messages; 1 for a plain answer. */
  readonly events: number
  readonly bytes: number
  /** The longest time without a byte after the first one. */
  readonly longestSilence: number
  /** Each piece: its time, and its bytes. */
  readonly pieces: readonly Piece[]
  /** The time of each event. */
  readonly eventAt: (position: number) => number
}

/**
 * The times of a recorded answer; `undefined` when none are recorded.
 *
 * @param events number of events in the answer.
 */
export function streamTimes({ chunks, body }: StoredResponse, events: number): StreamTimes | undefined {
  const [first] = chunks ?? []
  if (first === undefined) return undefined
  let at = 0
  const all = (chunks ?? []).map(([delay, size]): Piece => [(at += delay), size])
  // A last chunk without bytes is the silence before the break.
  const pieces = all.filter(([, size], index) => size > 0 || index < all.length - 1)
  return {
    firstByte: first[0],
    total: at,
    events,
    bytes: all.reduce((total, [, size]) => total + size, 0),
    longestSilence: (chunks ?? []).slice(1).reduce((longest, [delay]) => Math.max(longest, delay), 0),
    pieces,
    eventAt: arrivals(pieces, body, events, 0),
  }
}
