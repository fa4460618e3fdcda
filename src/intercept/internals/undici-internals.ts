import { channel, subscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { lazy } from '../../util/lazy.ts'

/**
 * The internals of undici that interception depends on, in one file: its channels, the symbols under which it keeps
 * things, and its error codes. Node's `fetch` is undici too, of another version in each Node.
 *
 * @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */

/** A request of undici or `fetch`. */
export interface UndiciRequest {
  readonly origin?: string | URL
  readonly path: string
  readonly method: string
  /** The protocol that a request with `Upgrade` asks for. */
  readonly upgrade?: string | null
}

/** A request that is being made. */
interface NewUndiciRequest extends UndiciRequest {
  addHeader(name: string, value: string): unknown
}

/** A request whose head is being written. */
export interface WrittenRequest {
  readonly request: UndiciRequest
  readonly socket: Socket
  /** The head as text. */
  readonly headers: unknown
}

/** Calls back with each new request, in the async context of its maker. */
export function onUndiciRequest(listener: (request: NewUndiciRequest) => void): void {
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: NewUndiciRequest }
    if (!(answeredHere in request)) listener(request)
  })
}

/** Calls back before undici opens a connection, and when it is open or has failed. */
export function onUndiciConnect(before: (address: string) => void, after: (address: string) => void): void {
  const tell = (listener: (address: string) => void) => (message: unknown) => {
    const { hostname, port, protocol } = (
      message as { connectParams: { hostname: string; port: string; protocol: string } }
    ).connectParams
    listener(`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`)
  }
  subscribe('undici:client:beforeConnect', tell(before))
  for (const end of ['connected', 'connectError']) subscribe(`undici:client:${end}`, tell(after))
}

/** Calls back just before the head of a request is written on a socket. */
export function onUndiciWrite(listener: (written: WrittenRequest) => void): void {
  subscribe('undici:client:sendHeaders', (message) => listener(message as WrittenRequest))
}

/** Calls back with each request when its client has the head of an answer. */
export function onUndiciAnswer(listener: (request: UndiciRequest) => void): void {
  subscribe('undici:request:headers', (message) => {
    const { request } = message as { request: UndiciRequest }
    if (!(answeredHere in request)) listener(request)
  })
}

/** Marks a request that undici has not sent, for all instances of this module. */
const answeredHere = Symbol.for('vitest-cassette.answered-here')

/** The events of one request, for the tracers that follow the requests of undici. */
export interface Announcement {
  head(statusCode: number, headers: Buffer[], statusText: string): void
  end(trailers: Buffer[]): void
  fail(error: Error): void
}

/** Announces a request that a dispatcher answers itself as undici announces one that it sends. Our own listeners do not hear it. */
export function announceUndiciRequest(fields: AnsweredFields, readHeaders: () => string[]): Announcement {
  const request = new AnsweredRequest(fields, readHeaders)
  channels.create.publish({ request })
  channels.bodySent.publish({ request })
  return request
}

type AnsweredFields = UndiciRequest & { readonly origin: string; readonly body: unknown }

/** A class, because an object with its functions takes several microseconds, and most runs have no tracer. */
class AnsweredRequest implements UndiciRequest, Announcement {
  readonly origin: string
  readonly path: string
  readonly method: string
  readonly body: unknown
  completed = false
  aborted = false
  readonly [answeredHere] = true
  readonly #readHeaders: () => string[]
  #headers: string[] | undefined

  constructor({ origin, path, method, body }: AnsweredFields, readHeaders: () => string[]) {
    this.origin = origin
    this.path = path
    this.method = method
    this.body = body
    this.#readHeaders = readHeaders
  }

  get headers(): string[] {
    return (this.#headers ??= this.#readHeaders())
  }

  addHeader(name: string, value: string): this {
    this.headers.push(name, value)
    return this
  }

  head(statusCode: number, headers: Buffer[], statusText: string): void {
    if (channels.headers.hasSubscribers)
      channels.headers.publish({ request: this, response: { statusCode, headers, statusText } })
  }

  end(trailers: Buffer[]): void {
    this.completed = true
    if (channels.trailers.hasSubscribers) channels.trailers.publish({ request: this, trailers })
  }

  fail(error: Error): void {
    this.aborted = true
    channels.error.publish({ request: this, error })
  }
}

/** Held, because Node looks each of them up behind a weak reference. */
const channels = {
  create: channel('undici:request:create'),
  bodySent: channel('undici:request:bodySent'),
  headers: channel('undici:request:headers'),
  trailers: channel('undici:request:trailers'),
  error: channel('undici:request:error'),
}

/** Closes a connection as undici closes idle ones: what waits for it is sent again on a new one, not failed. */
export function dropConnection(socket: Socket, reason: string): void {
  socket.destroy(Object.assign(new Error(reason), { code: 'UND_ERR_INFO' }))
}

/** Says whether this is the error with which undici closes a connection for a reason that it keeps to itself. */
export function isUndiciNotice(error: Error): boolean {
  return 'code' in error && error.code === 'UND_ERR_INFO'
}

/** The client that writes on a socket. */
export function undiciClientOn(socket: Socket): { pipelining: number } | undefined {
  return under<{ pipelining: number }>(socket, 'client')
}

/** The symbols of `globalThis` that hold the global dispatchers, one for each interface of undici. */
const symbols = [1, 2, 3].map((version) => Symbol.for(`undici.globalDispatcher.${version}`))

interface Dispatcher {
  constructor: new (options?: unknown) => Dispatcher
}

/** Replaces each global dispatcher of undici's own class by a new one with the same options and no connections. */
export function replaceGlobalAgents(): void {
  for (const [symbol, dispatcher] of globalDispatchers())
    if (dispatcher.constructor.name === 'Agent')
      Object.assign(globalThis, { [symbol]: new dispatcher.constructor(under(dispatcher, 'options')) })
}

/**
 * Replaces the global dispatchers of undici's own class if this is one of them.
 *
 * @returns the dispatcher in its place.
 */
export function replacedAgent(dispatcher: object): object {
  const place = globalDispatchers().find(([, global]) => global === dispatcher)
  if (place === undefined) return dispatcher
  replaceGlobalAgents()
  return holder[place[0]] ?? dispatcher
}

/**
 * Says whether a dispatcher hands its requests to mocks of undici. `MockAgent` gives each request to an agent inside, and
 * puts its mocks among the clients of this agent.
 */
export function givesToMocks(dispatcher: object): boolean {
  const clients = under<Partial<Map<string, unknown>>>(dispatcher, 'clients')?.values?.() ?? []
  for (const client of clients) if (isMock(client)) return true
  return false
}

/** Undici 6 keeps a client behind a weak reference, and undici 7 in an object with a counter. */
function isMock(client: unknown): boolean {
  const { deref, dispatcher } = client as { deref?: () => object | undefined; dispatcher?: object }
  const known = deref === undefined ? (dispatcher ?? client) : deref.call(client)
  return (known as object | undefined)?.constructor.name.startsWith('Mock') === true
}

const holder = globalThis as unknown as Record<symbol, Dispatcher | undefined>

function globalDispatchers(): Array<readonly [symbol: symbol, dispatcher: Dispatcher]> {
  return symbols.flatMap((symbol) => {
    const dispatcher = holder[symbol]
    return dispatcher === undefined ? [] : [[symbol, dispatcher] as const]
  })
}

/** The options of `dispatcher.dispatch()`: one request. */
export interface DispatchOptions {
  readonly origin?: string | URL
  readonly path: string
  readonly method: string
  readonly query?: object | null
  /** The name for TLS, where it is not that of the host. */
  readonly servername?: string | null
  readonly headers?: unknown
  readonly body?: unknown
  readonly upgrade?: string | boolean | null
  readonly expectContinue?: boolean
  readonly maxRedirections?: number
  /** Milliseconds until the head of the answer must have come, and between its pieces; `0` for no limit. */
  readonly headersTimeout?: number | null
  readonly bodyTimeout?: number | null
}

/** Ends a request for its client. */
export type Abort = (reason?: Error) => void

/** The client of a request, as the dispatchers of undici 6 and 7 call it. */
export interface OldHandler {
  onConnect(abort: Abort, context: unknown): void
  onHeaders(status: number, headers: Buffer[], resume: () => void, statusText: string): boolean | void
  onData(chunk: Buffer): boolean | void
  onComplete(trailers: Buffer[]): void
  onError(error: Error): void
}

/** The control that a client has over its request, since undici 7. */
export interface DispatchController {
  readonly paused: boolean
  readonly aborted: boolean
  readonly reason: Error | null
  readonly rawHeaders: Buffer[] | null
  readonly rawTrailers: Buffer[] | null
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/** The client of a request, as the dispatchers of undici 7 and 8 call it. */
export interface NewHandler {
  onRequestStart(controller: DispatchController, context: unknown): void
  onResponseStart(
    controller: DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
    statusText?: string,
  ): void
  onResponseData(controller: DispatchController, chunk: Buffer): void
  onResponseEnd(controller: DispatchController, trailers: Record<string, string | string[]>): void
  onResponseError(controller: DispatchController | null, error: Error): void
}

export type DispatchHandler = OldHandler | NewHandler

/** Says which of the two shapes a handler has. */
export function isNewHandler(handler: DispatchHandler): handler is NewHandler {
  return 'onRequestStart' in handler && typeof handler.onRequestStart === 'function'
}

/** `dispatcher.dispatch()`: sends a request, and says whether the dispatcher takes more. */
export type Dispatch = (this: object, options: DispatchOptions, handler: DispatchHandler) => boolean

/** The class that the dispatchers of one copy of undici inherit `dispatch` from. */
export interface DispatcherBase {
  dispatch: Dispatch
}

/**
 * The dispatchers to which `fetch` may give a request: the global ones, and the one of the call. Loads Node's own undici
 * where nobody has.
 */
export function fetchDispatchers(own: unknown): object[] {
  const { Response: loading } = globalThis
  const found: object[] = typeof own === 'object' && own !== null ? [own] : []
  if (loading === undefined) return found
  for (const symbol of symbols) {
    const dispatcher = holder[symbol]
    if (dispatcher !== undefined) found.push(dispatcher)
  }
  return found
}

/** The scripts of this process, by path. Asked for before every test. */
const loadedScripts = lazy(() => createRequire(import.meta.filename).cache)

/**
 * The base classes of the copies of undici that were loaded as scripts, which the `undici` package is. Its folder may have
 * another name: that of an alias.
 */
export function packagedDispatcherBases(): DispatcherBase[] {
  const scripts = loadedScripts()
  // An app may have thousands of scripts, and each test looks at all of them: a pattern alone takes a millisecond.
  return Object.keys(scripts)
    .filter(
      (path) => path.endsWith('dispatcher-base.js') && /[\\/]lib[\\/]dispatcher[\\/]dispatcher-base\.js$/.test(path),
    )
    .flatMap((path) => dispatcherBase((scripts[path]?.exports as { prototype?: object } | undefined)?.prototype) ?? [])
}

/**
 * Lets `fetch` give the text of a body to its dispatcher, as it does for the mocks of undici. To other dispatchers it gives a
 * stream of the text, which takes long to read.
 */
export function giveTexts(base: DispatcherBase, isWanted: () => boolean): void {
  Object.defineProperty(base, 'isMockActive', { get: isWanted, configurable: true })
}

/** The base class of a dispatcher; `undefined` for one of another make. */
export function dispatcherBase(dispatcher: object | undefined): DispatcherBase | undefined {
  return prototypesOf(dispatcher).find(
    (at): at is DispatcherBase => Object.hasOwn(at, 'dispatch') && at.constructor.name === 'DispatcherBase',
  )
}

/** An object, and those that it inherits from, the nearest first. */
function prototypesOf(object: object | null | undefined): object[] {
  return object ? [object, ...prototypesOf(Object.getPrototypeOf(object) as object | null)] : []
}

/** The origin that a dispatcher is bound to, as a `Client` and a `Pool` are. */
export function boundOrigin(dispatcher: object): string | undefined {
  return under<URL>(dispatcher, 'url')?.origin
}

/** The options of a `Client` that it keeps one by one. A `Pool` keeps all of them together. */
const clientOptions = {
  connect: 'connector',
  pipelining: 'pipelining',
  maxHeaderSize: 'max headers size',
  maxResponseSize: 'max response size',
} as const

/** A dispatcher that was made for one request, and closes after it. */
interface BoundDispatcher {
  close(): Promise<void>
}

/**
 * A dispatcher of the same class that opens connections in the same way and is bound to another origin. `undefined` for
 * one that is bound to none, and asks any origin.
 */
export function boundTo(origin: string, dispatcher: object): BoundDispatcher | undefined {
  if (boundOrigin(dispatcher) === undefined) return undefined
  const bound = prototypesOf(dispatcher).find(({ constructor: { name } }) => /^(Client|(RoundRobin)?Pool)$/.test(name))
  if (bound === undefined) return undefined
  const entries = Object.entries(clientOptions).map(([name, symbol]) => [name, under(dispatcher, symbol)] as const)
  const options = under(dispatcher, 'options') ?? Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  return new (bound.constructor as new (origin: string, options: unknown) => BoundDispatcher)(origin, options)
}

/** Milliseconds that undici waits for the head of an answer, and between its pieces, where nobody says otherwise. */
const usualTimeout = 300_000

/** The milliseconds that a dispatcher waits for the head of an answer, and between its pieces. */
export function timeoutsOf(dispatcher: object, options: DispatchOptions): { head: number; body: number } {
  let own = ownTimeouts.get(dispatcher)
  if (own === undefined) ownTimeouts.set(dispatcher, (own = readTimeouts(dispatcher)))
  return { head: options.headersTimeout ?? own.head, body: options.bodyTimeout ?? own.body }
}

/** Each dispatcher has them from its beginning. */
const ownTimeouts = new WeakMap<object, { readonly head: number; readonly body: number }>()

function readTimeouts(dispatcher: object): { head: number; body: number } {
  const given = under<DispatchOptions>(dispatcher, 'options')
  return {
    head: given?.headersTimeout ?? under<number>(dispatcher, 'headers timeout') ?? usualTimeout,
    body: given?.bodyTimeout ?? under<number>(dispatcher, 'body timeout') ?? usualTimeout,
  }
}

/** The symbols of the copies of undici, by their descriptions. */
const knownSymbols = new Map<string, Set<symbol>>()

/** The value that an object keeps under a symbol of this description. */
function under<T = unknown>(holder: object, description: string): T | undefined {
  const values = holder as Record<symbol, T | undefined>
  for (const known of knownSymbols.get(description) ?? []) if (Object.hasOwn(holder, known)) return values[known]
  const symbol = Object.getOwnPropertySymbols(holder).find((own) => own.description === description)
  if (symbol === undefined) return undefined
  knownSymbols.set(description, (knownSymbols.get(description) ?? new Set()).add(symbol))
  return values[symbol]
}
