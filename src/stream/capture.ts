import type { Chunk, StoredFailure } from '../cassette/interaction.ts'
import { now, timers } from './clock.ts'
import type { Delivery } from './delivery.ts'
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
const grace = 250

/**
 * Passes a body to the client chunk by chunk as it arrives, and keeps a copy.
 *
 * @param startedAt monotonic time of the request; the first delay counts from it.
 * @param stop called when the rest of the body is not needed.
 * @param breakConnection called when the stream breaks, so that the client sees the same break.
 * @returns the client's stream; `captured`, the whole received body, which never rejects; and the bytes so far.
 */
export function capture(
  body: ReadableStream<Uint8Array>,
  startedAt: number,
  stop: () => void,
  breakConnection: BreakConnection,
  delivery: Delivery,
): {
  readonly stream: ReadableStream<Uint8Array>
  readonly captured: Promise<Captured>
  readonly soFar: () => Uint8Array
} {
  const reader = body.getReader()
  const pieces: Uint8Array[] = []
  const chunks: Chunk[] = []
  let client: ReadableStreamDefaultController<Uint8Array> | undefined
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
        pieces.push(value)
        chunks.push([Math.round(at - last), value.byteLength])
        last = at
        if (client !== undefined) delivery.piece(value.byteLength)
        client?.enqueue(value)
      }
      if (client !== undefined) delivery.complete()
      client?.close()
      return { bytes: concat(pieces), chunks }
    } catch (error) {
      if (leftAt !== undefined)
        return { bytes: concat(pieces.slice(0, leftAt)), chunks: chunks.slice(0, leftAt), aborted: true }
      const failure = storedFailure(error)
      // The silence before the break.
      chunks.push([Math.round(now() - last), 0])
      if (client !== undefined) {
        delivery.failed(failure)
        breakConnection(failure)
      }
      client?.error(error)
      return { bytes: concat(pieces), chunks, failure }
    } finally {
      timers.clearTimeout(timer)
    }
  }

  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller
    },
    cancel() {
      client = undefined
      delivery.closed()
      leftAt = pieces.length
      timer = timers.setTimeout(stop, grace)
    },
  })
  return { stream, captured: drain(), soFar: () => concat(pieces) }
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(pieces)
}
