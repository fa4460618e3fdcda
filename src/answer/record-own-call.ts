import { decodeWire } from '../http/decode-response.ts'
import { receiveCopy } from '../stream/capture.ts'
import type { Redirect } from '../http/upstream.ts'
import type { Answer, Call } from './call.ts'
import { LiveRecording, type LiveExchange } from './live-recording.ts'

interface OwnCall extends LiveExchange {
  readonly redirect: Redirect | undefined
  readonly goLive: Call['goLive']
  /** Answers in place of a provider that fails before its first byte. */
  readonly fallBack: (() => Answer) | undefined
}

/** Lets the client's own call go on to the provider, and records a copy of the answer that the client receives. */
export async function recordOwnCall({ redirect, goLive, fallBack, ...live }: OwnCall): Promise<Answer> {
  const { attempt, exchange } = live
  const recording = new LiveRecording(live)
  const { stopper } = recording
  let hasAnswer = false
  let response: Response
  try {
    response = decodeWire(
      await goLive({
        signal: stopper.signal,
        left(...closed) {
          exchange.closed(...closed)
          if (hasAnswer) recording.stopSoon()
          else stopper.abort()
        },
        delivery: exchange.ownDelivery(),
        redirect,
        holdsBack: fallBack !== undefined,
      }),
    )
    hasAnswer = true
  } catch (error) {
    if (fallBack !== undefined && !recording.isStopped) {
      recording.finish()
      return fallBack()
    }
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
