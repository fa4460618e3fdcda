import { stringify, type ParsedUrlQueryInput } from 'node:querystring'
import { bufferOf, bytesOf } from '../../body/bytes-of.ts'
import type { AppRequest } from '../../answer/call.ts'
import { RequestHeaders } from '../../http/request-headers.ts'
import { redirectedHeaders, type Redirect } from '../../http/upstream.ts'
import type { Departure } from './departure.ts'
import type { DispatchOptions } from '../internals/undici-internals.ts'
import { isWholeAddress } from '../proxies/named-target.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { requestUrl } from '../request-url.ts'
import type { Dispatched } from './dispatcher-seam.ts'

/** Reads a request; `undefined` for one that only its socket shows whole. */
export function dispatchedRequest(
  dispatched: Dispatched,
  departure: Departure,
  settings: InterceptionWorker['settings'],
): DispatchedRequest | undefined {
  const { body, method, upgrade, expectContinue, maxRedirections } = dispatched.options
  if (method === 'CONNECT' || upgrade || expectContinue || maxRedirections || !isReadable(body)) return undefined
  try {
    return new DispatchedRequest(dispatched, departure, settings)
  } catch {
    // Undici has its own errors for headers and addresses that are none.
    return undefined
  }
}

/** A request to a dispatcher, in the form in which requests are answered. */
export class DispatchedRequest implements AppRequest {
  readonly method: string
  readonly url: string
  readonly headers: RequestHeaders
  readonly inMemory: string | Uint8Array | undefined
  readonly #dispatched: Dispatched
  readonly #departure: Departure
  readonly #form: Response | undefined
  /** Whether the client names the type of its body, or needs none. */
  readonly #isTyped: boolean
  #pieces: Promise<Buffer[]> | undefined
  #whole: Promise<ArrayBuffer> | undefined

  /** @throws TypeError for headers and addresses that are none. */
  constructor(dispatched: Dispatched, departure: Departure, settings: InterceptionWorker['settings']) {
    const { method, body } = dispatched.options
    this.#dispatched = dispatched
    this.#departure = departure
    this.method = method
    this.headers = headersOf(dispatched)
    this.url = urlOf(dispatched, this.headers, settings)
    // The boundary of a form is chosen with its body.
    this.#form = isForm(body) ? formOf(body) : undefined
    const type = this.#form?.headers.get('content-type') ?? undefined
    this.#isTyped = type === undefined || this.headers.has('content-type')
    if (type !== undefined && !this.#isTyped) this.headers.set('content-type', type)
    this.inMemory = this.#form === undefined && !isIterable(body) ? inMemoryOf(body) : undefined
  }

  get signal(): AbortSignal {
    return this.#departure.signal
  }

  /** In a recording, the body of `fetch` is a stream. It gives nothing to a client that has left. */
  isGone(): boolean {
    return this.#dispatched.hasText && this.#departure.hasCome
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    const { inMemory } = this
    this.#whole ??= inMemory === undefined ? this.#read().then(joined) : Promise.resolve(joined([bytesOf(inMemory)]))
    return this.#whole
  }

  /** The options to send it with, here or elsewhere, with the body that has been read. */
  async toSend(redirect?: Redirect): Promise<DispatchOptions> {
    const { options } = this.#dispatched
    const typed = this.#isTyped ? options : { ...options, headers: [...this.headers].flat() }
    const sent = redirect === undefined ? typed : redirected(typed, redirect)
    if (this.#form !== undefined) return { ...sent, body: Buffer.concat(await this.#read()) }
    return isIterable(options.body) ? { ...sent, body: asIterable(await this.#read()) } : sent
  }

  #read(): Promise<Buffer[]> {
    this.#pieces ??= this.#form === undefined ? piecesOf(this.#dispatched.options.body as Body) : wholeOf(this.#form)
    return this.#pieces
  }
}

function urlOf(
  { options: { path, query }, origin }: Dispatched,
  headers: RequestHeaders,
  settings: InterceptionWorker['settings'],
): string {
  const target = query ? `${path}?${stringify(query as ParsedUrlQueryInput)}` : path
  return requestUrl(origin, target, headers.get('host'), settings)
}

/** The options of a request that goes elsewhere. Undici names the host itself, also for TLS. */
function redirected(options: DispatchOptions, redirect: Redirect): DispatchOptions {
  const { origin, pathname, search, href } = redirect.url
  const headers = redirectedHeaders(rawHeadersOf(options.headers), redirect)
  // A proxy that is asked for a whole address is asked for the other one.
  if (isWholeAddress(options.path)) return { ...options, path: href, query: null, headers }
  return { ...options, origin, path: `${pathname}${search}`, query: null, servername: null, headers }
}

function headersOf({ options, hasText }: Dispatched): RequestHeaders {
  // `fetch` gives checked ones, by their names.
  if (hasText && isByName(options.headers)) return RequestHeaders.checked(options.headers)
  const headers = new RequestHeaders()
  const raw = rawHeadersOf(options.headers)
  for (let at = 0; at < raw.length; at += 2) headers.append(raw[at]!, raw[at + 1]!)
  return headers
}

function isByName(given: unknown): given is Readonly<Record<string, string>> {
  return typeof given === 'object' && given !== null && !(Symbol.iterator in given)
}

/** Names and values in turn. */
function rawHeadersOf(given: unknown): string[] {
  const raw: string[] = []
  for (const [name, value] of pairsOf(given))
    for (const single of Array.isArray(value) ? (value as unknown[]) : [value])
      if (single !== undefined && single !== null) raw.push(textOf(name), textOf(single))
  return raw
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

function isReadable(body: unknown): boolean {
  if (body === null || body === undefined || typeof body === 'string') return true
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return true
  return isIterable(body)
}

function isIterable(body: unknown): body is Body {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return false
  return Symbol.asyncIterator in body || Symbol.iterator in body
}

type Form = Iterable<readonly [name: string, value: string | Blob]>

function isForm(body: unknown): body is Form {
  return Object.prototype.toString.call(body) === '[object FormData]'
}

/** A form in the class of this process: each copy of undici has one of its own. */
function formOf(body: Form): Response {
  const form = new FormData()
  for (const [name, value] of body)
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, value)
  return new Response(form)
}

async function wholeOf(form: Response): Promise<Buffer[]> {
  return [Buffer.from(await form.arrayBuffer())]
}

async function piecesOf(body: Body): Promise<Buffer[]> {
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(pieceOf(piece))
  return pieces
}

function joined(pieces: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.byteLength, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.byteLength
  }
  return bytes.buffer
}

function pieceOf(piece: unknown): Buffer {
  if (ArrayBuffer.isView(piece)) return bufferOf(piece)
  return piece instanceof ArrayBuffer ? Buffer.from(piece) : Buffer.from(String(piece))
}

/** A body that no stream gives. */
function inMemoryOf(body: unknown): string | Uint8Array {
  if (body === null || body === undefined) return ''
  return typeof body === 'string' ? body : pieceOf(body)
}

async function* asIterable(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces
}
