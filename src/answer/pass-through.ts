import { storedFailure } from '../stream/failure.ts'
import type { Answer, Call } from './call.ts'
import { callLive, upstreamUrl, type Send } from '../http/live-call.ts'
import { decodeResponse } from '../http/decode-response.ts'
import { clientResponse } from '../http/client-response.ts'
import type { Settings } from '../cassette/settings.ts'

/** Lets the provider answer a request of a wrapped function that runs: the call is recorded, and no request in it. */
export async function passThrough(
  { request, goLive }: Call,
  send: Send,
  { upstream }: Pick<Settings, 'upstream'>,
): Promise<Answer> {
  const { method, url, headers, signal } = request
  if (goLive !== undefined && upstreamUrl(url, upstream) === url) {
    goLive(new AbortController().signal, () => {}, { turn: () => undefined, handOver() {} }).then(
      ({ body }) => body?.cancel(),
      () => {},
    )
    return { live: true }
  }
  const body = new Uint8Array(await request.arrayBuffer())
  try {
    const response = await decodeResponse(await callLive({ method, url, headers, body, signal }, send, upstream))
    return { response: clientResponse(response, response.body as ReadableStream<Uint8Array> | null) }
  } catch (error) {
    return signal.aborted ? { never: true } : { failure: storedFailure(error) }
  }
}
