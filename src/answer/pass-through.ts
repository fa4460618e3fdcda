import { storedFailure } from '../stream/failure.ts'
import type { Answer, Call } from './call.ts'
import { callLive, type Send } from '../http/live-call.ts'
import type { Redirect } from '../http/upstream.ts'
import { decodeResponse } from '../http/decode-response.ts'
import { clientResponse } from '../http/client-response.ts'

/** Lets the provider answer a request of a wrapped function that runs: the call is recorded, and no request in it. */
export async function passThrough(
  { request, goLive, takesAllTerms }: Call,
  redirect: Redirect | undefined,
  send: Send,
): Promise<Answer> {
  const { method, url, headers, signal } = request
  if (goLive !== undefined && (redirect === undefined || takesAllTerms)) {
    goUnrecorded(goLive, redirect)
    return { live: true }
  }
  const body = new Uint8Array(await request.arrayBuffer())
  try {
    const response = await decodeResponse(await callLive({ method, url, headers, body, signal }, send, redirect))
    return { response: clientResponse(response, response.body as ReadableStream<Uint8Array> | null) }
  } catch (error) {
    return signal.aborted ? { never: true } : { failure: storedFailure(error) }
  }
}

/** Lets the client's own call go on to the provider. Nobody reads the copy of the answer. */
export function goUnrecorded(goLive: NonNullable<Call['goLive']>, redirect?: Redirect): void {
  const { signal } = new AbortController()
  const delivery = { turn: () => undefined, handOver() {} }
  goLive({ signal, left() {}, delivery, redirect, holdsBack: false }).then(
    ({ body }) => body?.cancel(),
    () => {},
  )
}
