import type { Chunk, StoredHeaders, StoredResponse } from '../core/interaction.ts'
import type { StreamTiming } from '../core/settings.ts'
import type { BreakConnection } from '../stream/failure.ts'
import type { Delivery } from '../stream/delivery.ts'
import { replayStream, type StreamEnd } from '../stream/replay.ts'
import { responseOf } from './response-of.ts'

/** Statuses whose answer has no body. */
const bodiless = new Set([204, 205, 304])

/** The headers that tell every client that nothing follows: some read on after a 205. */
export function withoutBody(headers: Headers, status: number): Headers {
  if (status === 205) headers.set('content-length', '0')
  return headers
}

export interface ReplayOptions {
  /** The bytes of the stored body. */
  readonly bytes: Uint8Array
  readonly stream: StreamTiming
  readonly method: string
  readonly breakConnection: BreakConnection
  /** Hears what the client is given. */
  readonly delivery: Delivery
}

/** The recorded answer, as the client saw it. */
export function replayResponse(response: StoredResponse, options: ReplayOptions): Response {
  const { bytes, delivery } = options
  const { status, statusText = '', chunks } = response
  const headers = replayHeaders(response.headers, status)
  if (bodiless.has(status) || options.method === 'HEAD') {
    delivery.complete()
    return responseOf(null, { status, statusText, headers: withoutBody(headers, status) })
  }
  const end = streamEnd(response, options.breakConnection)
  const isWhole = end.how === 'complete' && isOnePiece(chunks) && options.stream.timing === 'instant'
  if (isWhole) {
    // It is handed on in one go.
    delivery.piece(bytes.byteLength)
    delivery.complete()
    headers.set('content-length', String(bytes.byteLength))
    return responseOf(bytes as Uint8Array<ArrayBuffer>, { status, statusText, headers })
  }
  // Without a framing header a client takes a broken stream for a finished one.
  headers.set('transfer-encoding', 'chunked')
  return responseOf(replayStream(bytes, chunks, options.stream, end, delivery), { status, statusText, headers })
}

function streamEnd({ failure, aborted }: StoredResponse, breakConnection: BreakConnection): StreamEnd {
  if (failure !== undefined) return { how: 'broken', failure, breakConnection }
  return { how: aborted ? 'open' : 'complete' }
}

function isOnePiece(chunks: readonly Chunk[] | undefined): boolean {
  return (chunks?.length ?? 0) < 2
}

function replayHeaders(stored: StoredHeaders | undefined, status: number): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(stored ?? {})) {
    for (const single of typeof value === 'string' ? [value] : value) headers.append(name, single)
  }
  if (isRetried(status)) {
    // A recorded "try again in 30 seconds" would make every replay wait, and without one SDKs wait for seconds of their own.
    if (headers.has('retry-after')) headers.set('retry-after', '0')
    headers.set('retry-after-ms', '1')
  }
  return headers
}

/** Statuses after which the SDKs of OpenAI, Anthropic and Vercel ask again; `retry-after-ms` is what they go by first. */
function isRetried(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500
}
