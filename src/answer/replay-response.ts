import type { Chunk, StoredHeaders, StoredResponse } from '../cassette/interaction.ts'
import type { StreamTiming } from '../cassette/settings.ts'
import type { BreakConnection } from '../stream/failure.ts'
import type { DeliveryGates } from '../stream/delivery-gates.ts'
import type { Delivery } from '../stream/delivery.ts'
import { replayPieces, type StreamEnd } from '../stream/replay.ts'
import { frame, frameNothing, type FramedHeaders } from '../http/framing.ts'
import type { GivenResponse } from '../http/given-response.ts'

/** Statuses whose answers have no body. */
const bodiless = new Set([204, 205, 304])

export interface ReplayOptions {
  /** The bytes of the stored body. */
  readonly bytes: Uint8Array
  readonly stream: StreamTiming
  readonly method: string
  readonly breakConnection: BreakConnection
  /** Notes what the client receives. */
  readonly delivery: Delivery
  /** Hold pieces and the end back; absent when nothing of another answer lies between them. */
  readonly gates?: DeliveryGates | undefined
}

/** The recorded answer, as the client saw it. */
export function replayResponse(response: StoredResponse, options: ReplayOptions): GivenResponse {
  const { bytes, delivery } = options
  const { status, statusText = '', chunks } = response
  const headers = replayHeaders(response.headers, status)
  const announced = response.length === true ? undefined : response.length
  if (bodiless.has(status) || options.method === 'HEAD') {
    delivery.complete()
    return { status, statusText, headers: linesOf(frameNothing(headers, status, announced)), body: null }
  }
  const end = streamEnd(response, options.breakConnection)
  const lines = linesOf(frame(headers, lengthOf(response, bytes.byteLength)))
  const isWhole =
    end.how === 'complete' && isOnePiece(chunks) && options.stream.timing === 'instant' && options.gates === undefined
  if (isWhole) {
    // The client gets it in one piece.
    delivery.piece(bytes.byteLength)
    delivery.complete()
    return { status, statusText, headers: lines, body: bytes }
  }
  const body = replayPieces(bytes, chunks, options.stream, end, delivery, options.gates)
  return { status, statusText, headers: lines, body }
}

/** The length to announce. For a body that broke off it is more than the body has, even where a placeholder is longer than its secret. */
function lengthOf({ length, failure, aborted }: StoredResponse, size: number): number | undefined {
  if (length === undefined) return undefined
  const isWhole = failure === undefined && aborted === undefined
  return isWhole || length === true ? size : Math.max(length, size + 1)
}

function streamEnd({ failure, aborted }: StoredResponse, breakConnection: BreakConnection): StreamEnd {
  if (failure !== undefined) return { how: 'broken', failure, breakConnection }
  return { how: aborted ? 'open' : 'complete' }
}

function isOnePiece(chunks: readonly Chunk[] | undefined): boolean {
  return (chunks?.length ?? 0) < 2
}

function replayHeaders(stored: StoredHeaders | undefined, status: number): FramedHeaders {
  const headers: FramedHeaders = new Map()
  // A cassette edited by hand may have names in upper case.
  for (const name in stored) headers.set(name.toLowerCase(), stored[name]!)
  if (isRetried(status)) {
    // A recorded `retry-after` of 30 seconds would make every replay wait, and without one SDKs wait some seconds too.
    if (headers.has('retry-after')) headers.set('retry-after', '0')
    headers.set('retry-after-ms', '1')
  }
  return headers
}

/** Names and values: a header with several values has several lines. */
function linesOf(headers: FramedHeaders): Array<[string, string]> {
  const lines: Array<[string, string]> = []
  for (const line of headers)
    if (isSingle(line)) lines.push(line)
    else for (const value of line[1]) lines.push([line[0], value])
  return lines
}

function isSingle(line: [string, string | readonly string[]]): line is [string, string] {
  return typeof line[1] === 'string'
}

/** Statuses after which the SDKs of OpenAI, Anthropic and Vercel retry; they read `retry-after-ms` first. */
function isRetried(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500
}
