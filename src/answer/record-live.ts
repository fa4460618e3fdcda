import { clientResponse } from '../http/client-response.ts'
import { decodeResponse } from '../http/decode-response.ts'
import { withFirstByte } from '../http/first-byte.ts'
import { callLive, type Send } from '../http/live-call.ts'
import type { Redirect } from '../http/upstream.ts'
import { capture } from '../stream/capture.ts'
import type { BreakConnection } from '../stream/failure.ts'
import type { Answer, AppRequest } from './call.ts'
import { LiveRecording, type LiveExchange } from './live-recording.ts'

export interface LiveRequest extends LiveExchange {
  readonly request: AppRequest
  readonly bytes: Uint8Array
  readonly redirect: Redirect | undefined
  readonly send: Send
  readonly breakConnection: BreakConnection
  /** Answers in place of a provider that fails before its first byte. */
  readonly fallBack: (() => Answer) | undefined
}

/** Asks the provider with a `fetch` of our own, hands the answer on as it arrives, and records it beside. */
export async function recordLive(live: LiveRequest): Promise<Answer> {
  const { request, exchange, fallBack } = live
  const recording = new LiveRecording(live)
  const { stopper } = recording
  let response: Response
  let hasAnswer = false
  request.signal.addEventListener('abort', () => hasAnswer || stopper.abort(), { once: true })
  // The client may have gone while its body was read.
  if (request.signal.aborted) stopper.abort()
  try {
    const { method, url, headers } = request
    const call = { method, url, headers, body: live.bytes, signal: stopper.signal }
    response = await callLive(call, live.send, live.redirect)
    if (fallBack !== undefined) response = await withFirstByte(response)
    hasAnswer = true
    response = await decodeResponse(response)
  } catch (error) {
    if (fallBack !== undefined && !recording.isStopped) {
      recording.finish()
      return fallBack()
    }
    await exchange.turn()
    const failure = recording.failed(error)
    return recording.isStopped ? { never: true } : { failure }
  }
  recording.answered(response)
  await exchange.turn()
  if (response.body === null) {
    recording.receivedHead(response)
    return { response: clientResponse(response, null) }
  }
  const body = response.body as ReadableStream<Uint8Array>
  const { stream, ...receiving } = capture(
    body,
    recording.startedAt,
    () => stopper.abort(),
    live.breakConnection,
    exchange,
  )
  recording.receives(response, receiving)
  return { response: clientResponse(response, stream) }
}
