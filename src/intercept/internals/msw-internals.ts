import type { HeaderFields } from '../../cassette/header-fields.ts'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { lazy } from '../../util/lazy.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { acceptsSign, removeAcceptSign } from '../../http/accept-sign.ts'
import type { ClientSocket } from './node-internals.ts'

/**
 * The internals of MSW that interception depends on, in one file: a new MSW that changes one of them is met here. They
 * come from the very copy that the user's MSW 3 uses: two copies would both patch the sockets.
 */

/** Settles one request: at most one call of one method. */
export interface RequestController {
  /** `0` while the request is not settled. */
  readonly readyState: number
  respondWith(response: Response): void
  /** Without an error, it only settles the request. */
  errorWith(reason?: Error): void
  /** Sends the request to where it goes; called when no listener has settled it. */
  passthrough(): Promise<void>
}

/** A request as MSW's interceptors report it. */
export interface RequestEvent {
  readonly request: Request
  readonly controller: RequestController
  /** The request of the client's own kind, by which the servers of the user know what is theirs. */
  initiator: unknown
  stopImmediatePropagation(): void
}

/** Settles one connection. */
export interface ConnectionController {
  /** `0` while the connection is not settled. */
  readonly readyState: number
  passthrough(...args: unknown[]): unknown
  claim(): void
  reset(): void
  /** Opens the connection that the client has asked for, with the client's own options and past interception. */
  createConnection(): Socket
  /** The connection of a tunnel that the client has opened through its proxy. */
  createTransport(): Socket
  /** The place that the connection leads to by now. A tunnel changes it. */
  readonly connectionOptions: { readonly host?: unknown; readonly port?: unknown }
}

/** A connection as MSW's interceptors report it, with the server's end of the socket. */
export interface ConnectionEvent {
  readonly socket: Socket
  readonly connectionOptions: { readonly host?: unknown; readonly port?: unknown }
  readonly controller: ConnectionController
}

interface Emitter {
  listenerCount(type: string): number
  earlyOn(type: string, listener: (event: never) => unknown): void
  emitAsPromise(event: never): Promise<unknown>
}

/** The emitters behind all interceptors of the process. */
export interface Emitters {
  readonly requests: Emitter
  readonly connections: Emitter
}

/**
 * Keeps the process to one copy of MSW's interceptors, ours, which is that of the user's MSW: two copies patch the same
 * sockets, and call each other until memory ends.
 *
 * @throws CassetteConfigError when another copy has been used; whoever uses another copy later gets the same error.
 */
function keepOneCopy(): void {
  const ours = rootOf(classOf('http', 'HttpRequestInterceptor'))
  const registry = globals().__MSW_INTERCEPTORS_REGISTRY
  if (registry === undefined) throw missing('registry of interceptors')
  const check = ({ constructor }: object): void => {
    if (rootOf(constructor) !== ours) throw new CassetteConfigError(twoCopies)
  }
  for (const interceptor of registry.values()) check(interceptor)
  const set = registry.set.bind(registry)
  registry.set = (symbol, interceptor) => {
    check(interceptor)
    return set(symbol, interceptor)
  }
}

const twoCopies = `Two copies of @mswjs/interceptors are used in one process

  Both patch the same sockets, and call each other without an end. A package brings a copy of its own (nock,
  or an older MSW), or Vitest inlines one.

  To see who brings it:
    npm ls @mswjs/interceptors

  To keep one copy:
    npm dedupe

  If the copies have other versions, set one in "overrides" of package.json. If Vitest inlines MSW
  (server.deps.inline), take it out of the list.`

/** The class that all interceptors of one copy inherit from. */
function rootOf(Class: unknown): unknown {
  let root = Class
  for (let at = Class; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) root = at
  return root
}

/**
 * Applies MSW's interceptors for the rest of the process.
 *
 * `setupServer` is not enough here: it only answers requests of clients that went through the patched `fetch` or
 * `http.request`. The HTTP interceptor answers everything that speaks HTTP on a socket; the other two only mark the
 * requests that start there, so that one with a late body is waited for.
 *
 * @throws Error when this MSW has no such interceptors.
 * @throws CassetteConfigError when another copy of them is used.
 */
export function applyInterceptors(): Emitters {
  keepOneCopy()
  const everything = new (classOf('http', 'HttpRequestInterceptor'))()
  everything.apply()
  own.add(everything)
  keepApplied(classOf('fetch', 'FetchInterceptor'))
  keepApplied(classOf('ClientRequest', 'ClientRequestInterceptor'))
  return { requests: emitterOf('node-http-request-source'), connections: emitterOf('socket-interceptor') }
}

/** Says whether an agent of `node:http` is one of an older MSW, which nock 14 has inside: a mock of the user answers there. */
export function isMockingAgent(agent: object | undefined): boolean {
  return /^Mock(Https)?Agent$/.test(agent?.constructor.name ?? '')
}

/** Our interceptors. */
const own = new Set<Interceptor>()

/** Says whether a server of the user listens for requests. */
export function isServerListening(): boolean {
  const source = globals().__MSW_INTERCEPTORS_REGISTRY?.get(requestSource)
  if (source === undefined) return false
  // Each interceptor that is applied listens once, and our own listener comes beside them.
  const ours = [...own].filter(({ readyState }) => readyState === 'ACTIVE').length
  return source.emitter.listenerCount('request') > (own.size === 0 ? 0 : ours + 1)
}

const requestSource = Symbol.for('node-http-request-source')

/** The requests that a server of the user needs no handler for. */
const expected = new WeakSet<object>()

/** From now on a server of the user lets this request through in silence where it has no handler, whatever it does with others. */
export function expectWithoutHandler(request: Request): void {
  letExpectedThrough()
  expected.add(request)
}

/** A request, or a WebSocket, as the servers of the user see it. */
interface Frame {
  readonly data: { readonly request?: Request }
  resolve(handlers: unknown, unhandled: unknown, context: unknown): unknown
}

/** A server of the user has loaded MSW by now. */
const letExpectedThrough = /* @__PURE__ */ lazy(() => {
  const { NetworkSource } = fromMsw()('msw/experimental') as {
    NetworkSource: { prototype: { queue: (this: unknown, frame: Frame) => unknown } }
  }
  const { queue } = NetworkSource.prototype
  NetworkSource.prototype.queue = function (frame) {
    const { request } = frame.data
    if (request !== undefined && expected.has(request)) {
      const resolve = frame.resolve.bind(frame)
      frame.resolve = (handlers, _unhandled, context) => resolve(handlers, 'bypass', context)
    }
    return queue.call(this, frame)
  }
})

/** Loads the interceptors, each function one of them; none is applied. */
export const interceptorParts: ReadonlyArray<() => unknown> = [
  () => load('http'),
  () => load('fetch'),
  () => load('ClientRequest'),
]

/** Loads as MSW 3 of the user does, whose copy of the interceptors must be ours too. Without it, we bring a copy. */
const fromMsw = /* @__PURE__ */ lazy(() => {
  const load = createRequire(import.meta.url)
  try {
    const { version } = load('msw/package.json') as { version: string }
    if (Number.parseInt(version) >= 3) return createRequire(load.resolve('msw/package.json'))
  } catch {
    // The project has no MSW.
  }
  return load
})

function load(path: string): Record<string, InterceptorClass | undefined> {
  return fromMsw()(`@mswjs/interceptors/${path}`)
}

function classOf(path: string, name: string): InterceptorClass {
  const Class = load(path)[name]
  if (Class === undefined) throw missing(name)
  return Class
}

function emitterOf(name: string): Emitter {
  const interceptor = globals().__MSW_INTERCEPTORS_REGISTRY?.get(Symbol.for(name))
  if (interceptor === undefined) throw missing(name)
  return interceptor.emitter
}

function missing(name: string): Error {
  return new Error(`@mswjs/interceptors has no ${name}: vitest-cassette needs 0.45`)
}

interface Interceptor {
  readonly readyState: string
  apply(owner?: object): void
  dispose(owner?: object): void
}

/** A class whose instances patch something that only one of them can patch at a time. */
interface InterceptorClass {
  new (): Interceptor
  readonly prototype: {
    setup: (this: Interceptor) => void
    dispose: (this: Interceptor, owner?: object) => void
  }
}

/**
 * Keeps one instance of the class applied for the rest of the process. MSW lets only one instance patch a global: while
 * a server of the user listens, its instance does the work, and ours steps aside.
 */
function keepApplied(Class: InterceptorClass): void {
  const ours = new Class()
  own.add(ours)
  const { setup, dispose } = Class.prototype
  Class.prototype.setup = function () {
    if (this !== ours) ours.dispose()
    setup.call(this)
  }
  Class.prototype.dispose = function (this: Interceptor, owner: object = this) {
    dispose.call(this, owner)
    if (this !== ours && this.readyState === 'DISPOSED') applyIfFree(ours)
  }
  applyIfFree(ours)
}

function applyIfFree(interceptor: Interceptor): void {
  try {
    interceptor.apply()
  } catch (error) {
    if (!(error as Error).message.includes('already replaced')) throw error
  }
}

/**
 * Calls `watch` with each new connection before any listener hears of it. A listener would put the others off to a
 * later microtask, and by then the client may have written its request to nobody.
 */
export function beforeConnections(connections: Emitter, watch: (event: ConnectionEvent) => void): void {
  const emit = connections.emitAsPromise.bind(connections)
  connections.emitAsPromise = (event: never) => {
    watch(event)
    return emit(event)
  }
}

/** The headers of a request as its client has written them. */
export function rawHeadersOf(headers: Headers): ReadonlyArray<readonly [name: string, value: string]> {
  const symbol = symbolOf(headers, 'kRawHeaders')
  const raw = symbol && (headers as unknown as Record<symbol, Array<[string, string]>>)[symbol]
  return raw ?? [...headers]
}

/** The client's end of an intercepted connection. */
export function clientSocketOf(controller: object): ClientSocket | undefined {
  const symbol = symbolOf(controller, 'kRawSocket')
  return symbol && (controller as Record<symbol, ClientSocket | undefined>)[symbol]
}

/**
 * Opens the connection that a client has asked for, or gives the one that leads through its tunnel.
 *
 * @returns also what to call when its request is over: MSW hands on the answers that it lets through.
 */
export function openConnection({ controller, connectionOptions }: ConnectionEvent): {
  readonly connection: Socket
  readonly giveBack?: () => void
} {
  if (controller.connectionOptions === connectionOptions) return { connection: controller.createConnection() }
  const connection = controller.createTransport()
  const listeners = connection.listeners('data') as Array<(piece: Buffer) => void>
  connection.removeAllListeners('data')
  return { connection, giveBack: () => listeners.forEach((listener) => connection.on('data', listener)) }
}

/** Opens the connection that an HTTP/2 client has asked for. MSW leaves the protocol out when it reports early that a client is connected. */
export function openForHttp2(asked: ConnectionEvent): Socket {
  const { controller, connectionOptions } = asked
  if (controller.connectionOptions !== connectionOptions) return openConnection(asked).connection
  Object.assign(connectionOptions, { ALPNProtocols: ['h2'] })
  return controller.createConnection()
}

/** Says whether a socket was connected under interception. */
export function isIntercepted(socket: Socket): boolean {
  return symbolOf(socket, 'kPatched') !== undefined
}

/** Says whether these are the arguments with which MSW connects a socket that it answers itself: to nowhere. */
export function isMockedConnect(args: readonly unknown[]): boolean {
  const { lookup } = (args[0] ?? {}) as { lookup?: unknown }
  return typeof lookup === 'function' && lookup.name === 'mockLookup'
}

function symbolOf(holder: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(holder).find((symbol) => symbol.description === description)
}

/**
 * Calls back just before the first listener for the client's bytes is added. Until then MSW holds the bytes back, and an
 * earlier listener would take them from the parser.
 */
export function onFirstReader(client: ClientSocket, callback: () => void): void {
  const onListener = (event: string): void => {
    if (event !== 'internal:write') return
    client.removeListener('newListener', onListener)
    callback()
  }
  client.on('newListener', onListener)
}

interface Globals {
  __MSW_INTERCEPTORS_REGISTRY?: Map<symbol, { readonly emitter: Emitter }>
  /** The permission of one connection to pass interception; it belongs to the running async context. */
  __MSW_INTERNAL_CONNECTION_CONTEXT?: { run<T>(callback: () => T): T; consume(): boolean }
}

function globals(): Globals {
  return globalThis as unknown as Globals
}

/** Runs a callback that may open one connection past interception. */
export function pastInterception<T>(callback: () => T): T {
  const context = globals().__MSW_INTERNAL_CONNECTION_CONTEXT
  return context === undefined ? callback() : context.run(callback)
}

/** Says whether MSW's interceptors are loaded in this process, whoever has loaded them. */
export function isMswLoaded(): boolean {
  return globals().__MSW_INTERNAL_CONNECTION_CONTEXT !== undefined
}

/**
 * Takes back the permission to open one connection past interception. MSW gives it to a WebSocket that it lets through.
 *
 * @returns whether there was one.
 */
export function withdrawPassthrough(): boolean {
  return globals().__MSW_INTERNAL_CONNECTION_CONTEXT?.consume() === true
}

/** Says whether MSW connects a socket for a client that it lets through. Withdraws the permission that MSW has given itself. */
export function isConnectedByMsw(socket: Socket, args: readonly unknown[]): boolean {
  return isIntercepted(socket) ? !isMockedConnect(args) : withdrawPassthrough()
}

/** `bypass()` puts this into the header `accept`: no handler of the user may see the request. */
const bypassSign = 'msw/passthrough'

/** Says whether the user has made a request with `bypass()`. */
export function isBypassed(headers: HeaderFields): boolean {
  return acceptsSign(headers, bypassSign)
}

/** Removes the sign of `bypass()`, so that no provider and no cassette sees it. */
export function removeBypassSign(headers: HeaderFields): void {
  removeAcceptSign(headers, bypassSign)
}

/** Turns an error into one that a handler can throw: MSW hands on an error with `errno` and `code` as one of Node's. */
export function throwable(error: Error, code: string): Error {
  return Object.assign(error, { errno: -1, code })
}
