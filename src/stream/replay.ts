import type { Chunk, StoredFailure } from '../cassette/interaction.ts'
import { silenceBefore } from '../cassette/silence.ts'
import type { StreamTiming } from '../cassette/settings.ts'
import type { BodySource } from './body-source.ts'
import { nextTurn, sleep } from './clock.ts'
import type { DeliveryGates } from './delivery-gates.ts'
import type { Delivery } from './delivery.ts'
import type { BreakConnection } from './failure.ts'

/** The end of a replayed body. */
export type StreamEnd =
  | { readonly how: 'complete' }
  /** Stays open until the client ends it. */
  | { readonly how: 'open' }
  | { readonly how: 'broken'; readonly failure: StoredFailure; readonly breakConnection: BreakConnection }

/** A piece of a body. */
interface Piece {
  /** Index in `chunks`. */
  readonly index: number
  /** Milliseconds before it. */
  readonly delay: number
  /** Place of its first byte in the body. */
  readonly from: number
  readonly bytes: Uint8Array
}

/** Pieces of a body as recorded. */
export function pieces(bytes: Uint8Array, chunks: readonly Chunk[] | undefined): Piece[] {
  const list: Piece[] = []
  let at = 0
  for (const [index, [delay, size]] of (chunks ?? []).entries()) {
    // A cassette edited by hand may have other sizes: the boundaries move, but no byte is lost.
    const piece = bytes.subarray(at, at + size)
    if (piece.byteLength === 0) continue
    list.push({ index, delay, from: at, bytes: piece })
    at += piece.byteLength
  }
  if (at < bytes.byteLength) list.push({ index: chunks?.length ?? 0, delay: 0, from: at, bytes: bytes.subarray(at) })
  return list
}

/** A body that arrives in the recorded pieces and ends like the recorded one, unless the client ends it earlier. */
export function replayPieces(
  bytes: Uint8Array,
  chunks: readonly Chunk[] | undefined,
  { timing, speed }: StreamTiming,
  end: StreamEnd,
  delivery: Delivery,
  gates?: DeliveryGates,
): BodySource {
  const list = pieces(bytes, chunks)
  const left = Promise.withResolvers<undefined>()
  let next = 0
  let isOver = false
  return {
    async next(turn = nextTurn) {
      const piece = list[next++]
      if (piece !== undefined) {
        // Pieces at once reach the client as one. The first piece waits too: a client that receives a part of the answer
        // before it has sent its request may take it for an early refusal.
        if (timing === 'recorded') await sleep(piece.delay / speed)
        // Gates compare the answer with what the app does in turns of its own.
        else if (list.length > 1) await (gates === undefined ? turn() : nextTurn())
        const { from, bytes: recorded } = piece
        if (gates !== undefined) await gates.piece(piece.index, from, from + recorded.byteLength)
        if (isOver) return undefined
        delivery.piece(recorded.byteLength)
        return gates?.bytes?.(recorded, from) ?? recorded
      }
      if (end.how === 'open') return left.promise
      await gates?.end()
      // The client must read all pieces before the break.
      if (end.how === 'broken') await (timing === 'recorded' ? sleep((silenceBefore(chunks) ?? 0) / speed) : nextTurn())
      if (isOver) return undefined
      isOver = true
      if (end.how === 'complete') {
        delivery.complete()
        return undefined
      }
      delivery.failed(end.failure)
      end.breakConnection(end.failure)
      throw new Error('the recorded stream broke here')
    },
    cancel() {
      if (isOver) return
      isOver = true
      delivery.closed()
      left.resolve(undefined)
    },
  }
}
