import type { Chunk, StoredFailure } from '../cassette/interaction.ts'
import { now, timers } from './clock.ts'
import { ClientLeft } from './client-left.ts'
import type { Delivery, LiveDelivery } from './delivery.ts'
import { storedFailure, type BreakConnection } from './failure.ts'

/** A received response body. */
export interface Captured {
  readonly bytes: Uint8Array
  /** The last chunk has no bytes when the stream broke. */
  readonly chunks: readonly Chunk[]
  /** The client stopped reading before the end of the answer. `bytes` holds the part received until then. */
  readonly aborted?: true
  /** The stream broke after `bytes`. */
  readonly failure?: StoredFailure
}

/**
 * Milliseconds to read on after the client stopped. SDKs cancel at `[DONE]`, just before the end arrives; an app that
 * aborts must not wait for a long answer.
 */
export const grace = 250

/** A body that is being received. */
export interface Receiving {
  /** The whole received body. Never rejects. */
  readonly captured: Promise<Captured>
  /** The bytes so far. */
  readonly soFar: () => Uint8Array
}

/**
 * Passes a body to the client chunk by chunk as it arrives, and keeps a copy.
 *
 * @param startedAt monotonic time of the request; the first delay counts from it.
 * @param stop called when the rest of the body is not needed.
 * @param breakConnection called when the stream breaks, so that the client sees the same break.
 * @returns also the client's stream.
 */
export function capture(
  body: ReadableStream<Uint8Array>,
  startedAt: number,
  stop: () => void,
  breakConnection: BreakConnection,
  delivery: LiveDelivery,
): Receiving & { readonly stream: ReadableStream<Uint8Array> } {
  let client: ReadableStreamDefaultController<Uint8Array> | undefined
  let leave: () => void = () => {}
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller
    },
    cancel() {
      client = undefined
      delivery.closed()
      leave()
    },
  })
  const receiving = receive(body, startedAt, stop, delivery, {
    turn: () => delivery.turn(),
    piece: (bytes) => client?.enqueue(bytes),
    complete: () => client?.close(),
    failed(failure, error) {
      if (client !== undefined) breakConnection(failure)
      client?.error(error)
    },
  })
  leave = receiving.leave
  return { ...receiving, stream }
}

/** Receives the copy of a body that the client receives itself. It breaks with `ClientLeft` when the client has left. */
export function receiveCopy(body: ReadableStream<Uint8Array>, startedAt: number, delivery: Delivery): Receiving {
  return receive(body, startedAt, () => {}, delivery, { piece() {}, complete() {}, failed() {} })
}

/** Where the received body goes while the client reads. */
interface Reader {
  /** Waits until the next part may be delivered. */
  turn?(): Promise<void> | undefined
  piece(bytes: Uint8Array): void
  complete(): void
  failed(failure: StoredFailure, error: unknown): void
}

function receive(
  body: ReadableStream<Uint8Array>,
  startedAt: number,
  stop: () => void,
  delivery: Delivery,
  client: Reader,
): Receiving & { readonly leave: () => void } {
  const reader = body.getReader()
  const pieces: Uint8Array[] = []
  const chunks: Chunk[] = []
  /** Number of pieces when the client stopped. */
  let leftAt: number | undefined
  let timer: NodeJS.Timeout | undefined

  const drain = async (): Promise<Captured> => {
    let last = startedAt
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        const at = now()
        // A promise that waits for nothing would let the client leave before its piece is counted.
        const turn = leftAt === undefined ? client.turn?.() : undefined
        if (turn !== undefined) await turn
        pieces.push(value)
        chunks.push([Math.round(at - last), value.byteLength])
        last = at
        if (leftAt !== undefined) continue
        delivery.piece(value.byteLength)
        client.piece(value)
      }
      const turn = leftAt === undefined ? client.turn?.() : undefined
      if (turn !== undefined) await turn
      if (leftAt === undefined) {
        delivery.complete()
        client.complete()
      }
      return { bytes: concat(pieces), chunks }
    } catch (error) {
      if (leftAt !== undefined)
        return { bytes: concat(pieces.slice(0, leftAt)), chunks: chunks.slice(0, leftAt), aborted: true }
      if (error instanceof ClientLeft) return { bytes: concat(pieces), chunks, aborted: true }
      const failure = storedFailure(error)
      const turn = client.turn?.()
      if (turn !== undefined) await turn
      // The silence before the break.
      chunks.push([Math.round(now() - last), 0])
      delivery.failed(failure)
      client.failed(failure, error)
      return { bytes: concat(pieces), chunks, failure }
    } finally {
      timers.clearTimeout(timer)
    }
  }

  const leave = (): void => {
    if (leftAt !== undefined) return
    leftAt = pieces.length
    timer = timers.setTimeout(stop, grace)
  }
  return { captured: drain(), leave, soFar: () => concat(pieces) }
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(pieces)
}
