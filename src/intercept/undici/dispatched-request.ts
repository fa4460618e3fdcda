import { stringify, type ParsedUrlQueryInput } from 'node:querystring'
import type { AppRequest } from '../../answer/call.ts'
import type { Dispatched } from './dispatcher-seam.ts'

/** A request to a dispatcher, in the form in which requests are answered. */
export interface DispatchedRequest extends AppRequest {
  /** The body in the form in which the dispatcher got it, to be sent. Call it after `arrayBuffer()`. */
  bodyToSend(): Promise<unknown>
}

/** Reads a request; `undefined` for one that only its socket shows whole. */
export function dispatchedRequest(dispatched: Dispatched, signal: AbortSignal): DispatchedRequest | undefined {
  const { body, method, upgrade, expectContinue, maxRedirections } = dispatched.options
  if (method === 'CONNECT' || upgrade || expectContinue || maxRedirections || !isReadable(body)) return undefined
  try {
    const headers = headersOf(dispatched.options.headers)
    let pieces: Promise<Buffer[]> | undefined
    const read = (): Promise<Buffer[]> => (pieces ??= piecesOf(body))
    return {
      method,
      url: urlOf(dispatched, headers),
      headers,
      signal,
      async arrayBuffer() {
        const bytes = Buffer.concat(await read())
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
      },
      bodyToSend: async () => (isIterable(body) ? asIterable(await read()) : body),
    }
  } catch {
    // Undici has its own errors for headers and addresses that are none.
    return undefined
  }
}

/** `interceptors.dns()` puts an address in place of the name, which the header `host` has then. */
function urlOf({ options: { path, query }, origin }: Dispatched, headers: Headers): string {
  const host = headers.get('host')
  const isAddress = /^\[|^[\d.]+$/.test(origin.hostname)
  const base = isAddress && host !== null ? `${origin.protocol}//${host}` : origin.origin
  const target = /^https?:/.test(path) ? path : `${base}${path}`
  return new URL(query ? `${target}?${stringify(query as ParsedUrlQueryInput)}` : target).href
}

function headersOf(given: unknown): Headers {
  const headers = new Headers()
  for (const [name, value] of pairsOf(given))
    for (const single of Array.isArray(value) ? (value as unknown[]) : [value])
      if (single !== undefined && single !== null) headers.append(textOf(name), textOf(single))
  return headers
}

function pairsOf(given: unknown): Iterable<readonly [unknown, unknown]> {
  if (Array.isArray(given) && !given.every(Array.isArray)) {
    const flat = given as unknown[]
    return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]] as const] : []))
  }
  const isPairs = typeof given === 'object' && given !== null && Symbol.iterator in given
  return isPairs ? (given as Iterable<readonly [unknown, unknown]>) : Object.entries(given ?? {})
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value)
}

type Body = AsyncIterable<unknown> | Iterable<unknown>

/** Not a form: its boundary is chosen when it is sent. */
function isReadable(body: unknown): boolean {
  if (body === null || body === undefined || typeof body === 'string') return true
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return true
  return isIterable(body) && Object.prototype.toString.call(body) !== '[object FormData]'
}

function isIterable(body: unknown): body is Body {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return false
  return Symbol.asyncIterator in body || Symbol.iterator in body
}

async function piecesOf(body: unknown): Promise<Buffer[]> {
  if (!isIterable(body)) return body === null || body === undefined ? [] : [bufferOf(body)]
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(bufferOf(piece))
  return pieces
}

function bufferOf(piece: unknown): Buffer {
  if (ArrayBuffer.isView(piece)) return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
  return piece instanceof ArrayBuffer ? Buffer.from(piece) : Buffer.from(String(piece))
}

async function* asIterable(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces
}
