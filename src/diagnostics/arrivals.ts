import type { StoredBody } from '../cassette/stored-body.ts'
import { documentEnds } from './document-ends.ts'
import type { Piece } from './exchange.ts'

/**
 * The time of arrival of each document of a body.
 *
 * @param pieces of the body, in order, on any clock.
 * @param documents number of documents in the body.
 * @param startedAt time of a document of which no piece is known.
 */
export function arrivals(
  pieces: readonly Piece[],
  body: StoredBody | undefined,
  documents: number,
  startedAt: number,
): (position: number) => number {
  // Usually each document arrives in its own piece.
  if (pieces.length === documents) return (position) => pieces[position]?.[0] ?? startedAt
  const arrived: Array<{ bytes: number; at: number }> = []
  for (const [at, size] of pieces) arrived.push({ bytes: (arrived.at(-1)?.bytes ?? 0) + size, at })
  const ends = body === undefined ? [] : documentEnds(body)
  return (position) => {
    const end = ends[position] ?? ends.at(-1) ?? 0
    return (arrived[firstWith(arrived, end)] ?? arrived.at(-1))?.at ?? startedAt
  }
}

/** Index of the first piece with which so many bytes had arrived. */
function firstWith(arrived: ReadonlyArray<{ readonly bytes: number }>, end: number): number {
  let [low, high] = [0, arrived.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (arrived[middle]!.bytes >= end) high = middle
    else low = middle + 1
  }
  return low
}
