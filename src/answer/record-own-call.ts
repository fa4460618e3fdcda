import { decodeWire } from '../http/decode-response.ts'
import { receiveCopy } from '../stream/capture.ts'
import type { Answer, Call } from './call.ts'
import { LiveRecording, type LiveExchange } from './live-recording.ts'

/** Lets the client's own call go on to the provider, and records a copy of the answer that the client receives. */
export async function recordOwnCall(live: LiveExchange, goLive: NonNullable<Call['goLive']>): Promise<Answer> {
  const { attempt, exchange } = live
  const recording = new LiveRecording(live)
  const { stopper } = recording
  let hasAnswer = false
  let response: Response
  try {
    response = decodeWire(
      await goLive(
        stopper.signal,
        (...closed) => {
          exchange.closed(...closed)
          if (hasAnswer) recording.stopSoon()
          else stopper.abort()
        },
        exchange.ownDelivery(),
      ),
    )
    hasAnswer = true
  } catch (error) {
    recording.failed(error)
    return { live: true }
  }
  try {
    recording.answered(response)
  } catch (error) {
    attempt.fail(error as Error)
    return { live: true }
  }
  if (response.body === null) {
    recording.receivedHead(response)
    return { live: true }
  }
  const body = response.body as ReadableStream<Uint8Array>
  recording.receives(response, receiveCopy(body, recording.startedAt, exchange))
  return { live: true }
}
