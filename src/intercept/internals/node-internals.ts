import type { EventEmitter } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { subscribe } from 'node:diagnostics_channel'
import { Duplex } from 'node:stream'
import { lazy } from '../../util/lazy.ts'

/**
 * The internals of Node that interception depends on, in one file: a new Node that changes one of them is met here.
 *
 * Only what a client needs is loaded: importing `node:http` or `node:http2` here would load all of HTTP into every test
 * process.
 */

/** The client's end of a connection, with the request of `node:http` that is assigned to it. */
export type ClientSocket = Socket & { readonly _httpMessage?: ClientRequest | null }

/** The request of `node:http` that uses a socket now. */
export function httpRequestOn(socket: ClientSocket | undefined): ClientRequest | undefined {
  return socket?._httpMessage ?? undefined
}

/**
 * Says which client opens the connection that the running call opens: `http2.connect`, gRPC, which connects before it calls that,
 * or `node:http`; `undefined` for every other one. Nothing else distinguishes their sockets. The call sites are read, because
 * the text of a stack passes through Vitest, which looks up each line of it in source maps.
 */
export function connectingClient(): 'session' | 'grpc' | 'http' | undefined {
  const { getCallSites } = process.getBuiltinModule('node:util') as Partial<typeof import('node:util')>
  // A process that a test starts may run on a Node without it.
  const scripts = getCallSites?.(20).map(({ scriptName }) => scriptName) ?? []
  // A listener of the app may open a connection of its own, as one to a database in the handler of a server.
  const opener = scripts.find((script) => /^node:(events|_http_.*|internal\/http2\/core)$/.test(script))
  if (opener === 'node:internal/http2/core') return 'session'
  if (scripts.some((script) => /[\\/]@grpc[\\/]grpc-js[\\/]/.test(script))) return 'grpc'
  return opener?.startsWith('node:_http_') ? 'http' : undefined
}

/** Says whether an AbortSignal is firing: the listener that runs now has it on the stack, below a client's own code. */
export function isAbortSignalFiring(): boolean {
  return isCalledFrom('node:internal/abort_controller', 100)
}

/** Says whether a timer of an installed package runs now, and no function of the app. */
export function isTimerOfPackage(): boolean {
  const { getCallSites } = process.getBuiltinModule('node:util')
  const scripts = getCallSites(100).map(({ scriptName }) => scriptName)
  return (
    scripts.includes('node:internal/timers') &&
    scripts.every((script) => script === '' || script.startsWith('node:') || /[\\/]node_modules[\\/]/.test(script))
  )
}

function isCalledFrom(script: string, frames: number): boolean {
  const { getCallSites } = process.getBuiltinModule('node:util')
  return getCallSites(frames).some(({ scriptName }) => scriptName === script)
}

/** Calls back with each request of `node:http`, before it has a connection. */
export function onHttpRequest(listener: (request: ClientRequest) => void): void {
  subscribe('http.client.request.created', (message) => listener((message as { request: ClientRequest }).request))
}

const responseListeners = new WeakMap<ClientRequest, (response: IncomingMessage) => void>()
const listenToResponses = lazy(() => onHttpAnswer((request, response) => responseListeners.get(request)?.(response)))

/** Calls back with each request of `node:http` and the head of its answer, before its client has it. */
export function onHttpAnswer(listener: (request: ClientRequest, response: IncomingMessage) => void): void {
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage }
    listener(request, response)
  })
}

/** Calls back with the response to a request, before its client has it. */
export function onHttpResponse(request: ClientRequest, listener: (response: IncomingMessage) => void): void {
  listenToResponses()
  responseListeners.set(request, listener)
}

/** `socket.connect`, whose many forms do not matter here. */
export type Connect = (this: Socket, ...args: unknown[]) => Socket

/** Ends a socket instead of connecting it. Later, because its caller goes on with the socket in the same turn. */
export function failToConnect(socket: Socket, error: Error): Socket {
  ;(socket as { connecting: boolean }).connecting = true
  process.nextTick(() => socket.destroy(error))
  return socket
}

/** An agent's method that gives a request to a socket, an idle one or a new one. */
export type AddRequest = (
  this: object,
  request: ClientRequest,
  options: { readonly host?: unknown; readonly port?: unknown; readonly socketPath?: unknown },
  ...rest: unknown[]
) => void

/** The bytes that a request without a connection has kept for it. */
export function keptBytes(request: ClientRequest): Buffer {
  const { outputData: kept = [] } = request as {
    outputData?: ReadonlyArray<{ data: string | Uint8Array; encoding?: BufferEncoding | null }>
  }
  return Buffer.concat(
    kept.map(({ data, encoding }) => (typeof data === 'string' ? Buffer.from(data, encoding ?? 'utf8') : data)),
  )
}

/** The prototypes of the agents and of the requests of `node:http`. */
export interface ClientPrototypes {
  readonly agent: { addRequest: AddRequest }
  readonly request: {
    /** Gives a request its connection. */
    onSocket: (this: ClientRequest, socket: Socket | null | undefined, ...rest: unknown[]) => void
  }
}

/** Says whether anybody can have used HTTP/2. */
export function isHttp2Loaded(): boolean {
  return isLoaded('internal/http2/core')
}

function isLoaded(name: string): boolean {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] }
  return moduleLoadList?.includes(`NativeModule ${name}`) !== false
}

/** The prototypes that clients of `node:http` inherit from; `undefined` while nobody has loaded `node:http`. */
export function clientPrototypes(): ClientPrototypes | undefined {
  if (!isLoaded('_http_agent')) return undefined
  const { Agent, ClientRequest } = process.getBuiltinModule('node:http')
  return { agent: Agent.prototype, request: ClientRequest.prototype } as unknown as ClientPrototypes
}

/** Calls back with the agent of each request of `node:http`, before the agent takes the request. */
export function onAgentOfRequest(prototype: object, listener: (agent: object) => void): void {
  Object.defineProperty(prototype, 'agent', {
    configurable: true,
    get: () => undefined,
    set(this: object, value: object | null | undefined) {
      Object.defineProperty(this, 'agent', { value, writable: true, enumerable: true, configurable: true })
      if (typeof value === 'object' && value !== null) listener(value)
    },
  })
}

/** The object from which an agent has its `addRequest`; `undefined` where that cannot be replaced. */
export function addRequestOwner(agent: object): { addRequest: AddRequest } | undefined {
  for (let at: object | null = agent; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, 'addRequest')
    if (property !== undefined) return property.writable ? (at as { addRequest: AddRequest }) : undefined
  }
  return undefined
}

interface Fields {
  readonly _header?: string | null
  readonly agent?: object | false | null
  readonly timeout?: number
  onSocket(socket: undefined, error: Error | undefined): void
}

/** The parts of a request of `node:http` that its type does not have. */
function fieldsOf(request: ClientRequest): Fields {
  return request as unknown as Fields
}

/** The agent of a request; `undefined` for one without. */
export function agentOf(request: ClientRequest): object | undefined {
  return fieldsOf(request).agent || undefined
}

/** Milliseconds of silence after which a client is told of a timeout. */
export function timeoutOf(request: ClientRequest): number | undefined {
  const agent = agentOf(request) as { readonly options?: { readonly timeout?: number } } | undefined
  return fieldsOf(request).timeout ?? agent?.options?.timeout
}

/** Tells the client of a request that gets no connection: with an error, or of its own `destroy`. */
export function endWithoutConnection(request: ClientRequest, error?: Error): void {
  fieldsOf(request).onSocket(undefined, error)
}

/** The error of a request whose connection only closes. */
export function hangUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
}

/** The head of a request as its client writes it; `undefined` while the client may still change it. */
export function headOf(request: ClientRequest): string | undefined {
  return fieldsOf(request)._header ?? undefined
}

/** The head of a request as it would be now, without its first line. */
export function knownHeadOf(request: ClientRequest): string {
  const fields = Object.entries(request.getHeaders()).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one]),
  )
  return ['', ...fields.map(([name, value]) => `${name}: ${value}`)].join('\r\n')
}

/**
 * Calls back when `http2.connect` takes a socket that has connected before (`createConnection`). A session asks the
 * handle whether it may write past the socket; the answer is no, so that its bytes stay visible.
 */
export function onHttp2Session(client: Socket, callback: () => void): void {
  const { _handle: handle } = client as { _handle?: object | null }
  if (handle == null) return
  const get = (): boolean => {
    if (connectingClient() !== 'session') return true
    callback()
    return false
  }
  Object.defineProperty(handle, 'isStreamBase', { configurable: true, get })
}

/**
 * Joins a socket that has not connected to a stream in this process, and gives that stream. Without a handle of the
 * system, an HTTP/2 session treats the socket as any stream.
 *
 * @see docs/discoveries/http2-under-interception.md
 */
export function joinToStream(socket: Socket): Duplex {
  const server = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      socket.push(chunk)
      done()
    },
    final(done) {
      socket.push(null)
      done()
    },
  })
  ;(socket as { _handle?: { close?(): void } })._handle?.close?.()
  Object.assign(socket, {
    _handle: null,
    connecting: false,
    secureConnecting: false,
    alpnProtocol: 'h2',
    // `tls.connect` calls these two on a socket that has connected.
    setServername: () => {},
    setSession: () => {},
    _read: () => {},
    _writev: undefined,
    _write(chunk: Buffer, _encoding: string, done: () => void) {
      server.push(chunk)
      done()
    },
    _final(done: () => void) {
      server.push(null)
      done()
    },
    _destroy(error: Error | null, done: (error: Error | null) => void) {
      server.destroy()
      done(error)
      process.nextTick(() => socket.emit('close', error !== null))
    },
  })
  return server
}

/** Tells a client that its socket has connected, which {@link joinToStream} has joined. */
export function announceConnected(socket: Socket): void {
  const events = 'encrypted' in socket ? ['connect', 'secureConnect', 'ready'] : ['connect', 'ready']
  process.nextTick(() => {
    for (const event of events) socket.emit(event)
  })
}

/** `session.request` of an HTTP/2 client. */
export type Http2Request = (
  this: ClientHttp2Session,
  headers?: OutgoingHttpHeaders | readonly string[],
  options?: object,
) => ClientHttp2Stream

/** The prototype of HTTP/2 client sessions. Node does not export their class: it is taken from a session to nowhere. */
export function http2SessionPrototype(): { request: Http2Request } {
  const session = sessionToNowhere()
  const prototype = Object.getPrototypeOf(session) as { request: Http2Request }
  session.destroy()
  return prototype
}

function sessionToNowhere(): ClientHttp2Session {
  const session = process.getBuiltinModule('node:http2').connect('http://localhost', {
    createConnection: () => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }),
  })
  session.on('error', () => {})
  return session
}

/** A stream of an HTTP/2 client that has sent nothing, and fails with an error. */
export function failedHttp2Stream(request: Http2Request, error: Error): ClientHttp2Stream {
  const session = sessionToNowhere()
  const stream = request.call(session, {}, { endStream: false })
  // Later, because its client adds its listeners in the same turn.
  process.nextTick(() => {
    stream.destroy(error)
    session.destroy()
  })
  return stream
}

/** Closes a stream at once. `stream.close()` ends it first, and its client takes half an answer for a whole one. */
export function resetHttp2Stream(stream: ServerHttp2Stream, code: number): void {
  const symbol = Object.getOwnPropertySymbols(stream).find(({ description }) => description === 'kHandle')
  const handle = symbol && (stream as unknown as Record<symbol, { rstStream?(code: number): void } | undefined>)[symbol]
  if (handle?.rstStream === undefined) stream.close(code)
  else handle.rstStream(code)
}

/** The origin that a client has given to `http2.connect`; `undefined` when the session is over. */
export function originOfHttp2Session(session: ClientHttp2Session): string | undefined {
  const symbols = Object.getOwnPropertySymbols(session)
  const [authority, protocol] = ['authority', 'protocol'].map((name) => {
    const symbol = symbols.find(({ description }) => description === name)
    return symbol && (session as unknown as Record<symbol, unknown>)[symbol]
  })
  return session.destroyed ? undefined : `${String(protocol)}//${String(authority)}`
}

/** The sockets that an HTTP/2 session uses, by Node and by undici. */
export function socketsOfHttp2Session(session: ClientHttp2Session): Socket[] {
  return Object.getOwnPropertySymbols(session)
    .filter(({ description }) => description === 'socket')
    .map((symbol) => (session as unknown as Record<symbol, Socket>)[symbol]!)
    .filter((socket) => socket !== undefined)
}

/** The socket that TLS runs over, where a client has opened that by itself. */
export function socketUnder(socket: Socket): Socket | undefined {
  return (socket as { _parent?: Socket | null })._parent ?? undefined
}

/** The stream that an HTTP/2 session writes to; `undefined` when the session is over. */
export function streamUnder(session: ClientHttp2Session): object | undefined {
  if (session.destroyed) return undefined
  return (session.socket as unknown as { stream?: object }).stream
}

/** Says whether a server of this process listens on a port. */
export function isListeningHere(port: number): boolean {
  return serverOn(port) !== undefined
}

/** Says whether a server of this process that speaks HTTP/1.1 listens on a port. */
export function isHttpServedHere(port: number): boolean {
  const server = serverOn(port)
  return server !== undefined && 'requestTimeout' in server
}

/** Node counts only servers that keep the process alive. */
function serverOn(port: number): object | undefined {
  const { _getActiveHandles: handles } = process as { _getActiveHandles?: () => object[] }
  return (handles?.() ?? []).find((handle) => {
    const { address } = handle as { address?: () => unknown }
    const place = typeof address === 'function' && 'listening' in handle ? address.call(handle) : undefined
    return (place as { port?: unknown } | null | undefined)?.port === port
  })
}

/** Runs a function in the context of a caller. */
type RunInContext = <Result>(run: () => Result) => Result

/**
 * Calls back with each request that a server of `node:http` has received, before its handlers, which run in the context that
 * comes back. The events of the request and of its answer do too: a body that arrives later starts in the context of its
 * connection.
 *
 * @param header taken out of the request and handed to the listener.
 */
export function onServedRequest(
  header: string,
  listener: (value: string | undefined) => RunInContext | undefined,
): void {
  const contexts = new WeakMap<object, RunInContext>()
  const servers = new WeakSet<object>()
  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as Record<'request' | 'response' | 'server', EventEmitter> & {
      request: IncomingMessage
    }
    const run = listener(takeHeader(request, header))
    if (run === undefined) return
    contexts.set(request, run)
    emitIn(request, () => run)
    emitIn(response, () => run)
    if (servers.has(server)) return
    servers.add(server)
    emitIn(server, (subject) => (typeof subject === 'object' && subject !== null ? contexts.get(subject) : undefined))
  })
}

function takeHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  if (value === undefined) return undefined
  // Node reads both from the raw headers once.
  delete request.headers[name]
  delete request.headersDistinct[name]
  const at = request.rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name)
  request.rawHeaders.splice(at, 2)
  return String(value)
}

/** @param contextOf gives the context of an event, by its first argument. */
function emitIn(emitter: EventEmitter, contextOf: (subject: unknown) => RunInContext | undefined): void {
  const emit = emitter.emit.bind(emitter)
  emitter.emit = (...event: Parameters<typeof emit>) => {
    const run = contextOf(event[1])
    return run === undefined ? emit(...event) : run(() => emit(...event))
  }
}
