import type { Chunk, StoredFailure } from '../cassette/interaction.ts'
import { now } from './clock.ts'
import { ClientLeft } from './client-left.ts'
import type { Delivery } from './delivery.ts'
import { storedFailure } from './failure.ts'

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
 * Receives the copy of a body that the client receives itself. It breaks with `ClientLeft` when the client has left.
 *
 * @param startedAt monotonic time of the request; the first delay counts from it.
 */
export function receiveCopy(body: ReadableStream<Uint8Array>, startedAt: number, delivery: Delivery): Receiving {
  const reader = body.getReader()
  const pieces: Uint8Array[] = []
  const chunks: Chunk[] = []
  const soFar = (): Uint8Array => Buffer.concat(pieces)

  const drain = async (): Promise<Captured> => {
    let last = startedAt
    const sinceLast = (): number => {
      const at = now()
      const delay = Math.round(at - last)
      last = at
      return delay
    }
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        pieces.push(value)
        chunks.push([sinceLast(), value.byteLength])
        delivery.piece(value.byteLength)
      }
      delivery.complete()
      return { bytes: soFar(), chunks }
    } catch (error) {
      if (error instanceof ClientLeft) return { bytes: soFar(), chunks, aborted: true }
      const failure = storedFailure(error)
      // The silence before the break.
      chunks.push([sinceLast(), 0])
      delivery.failed(failure)
      return { bytes: soFar(), chunks, failure }
    }
  }
  return { captured: drain(), soFar }
}
