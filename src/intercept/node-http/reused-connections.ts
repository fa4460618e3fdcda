import { subscribe } from 'node:diagnostics_channel'
import type { Agent } from 'node:http'
import type { Socket } from 'node:net'
import type { Target } from '../../http/connection-target.ts'
import { targetOf } from '../../http/target.ts'

type AddRequest = (this: Agent, request: AgentRequest, options: { host?: unknown; port?: unknown }) => void

/** What an agent does with a request when it has a socket for it, or none. */
interface AgentRequest {
  onSocket(socket: undefined, error: Error): void
}

/**
 * Offers `start` each request that is given to an HTTP agent, until it says that it has started interception: an agent
 * may put a request on a connection from before, and then none is opened. Interception itself keeps agents from that.
 *
 * Where `node:http` has not been loaded there is no such connection, and it is not loaded for this.
 *
 * @param start says whether interception runs now, or why it cannot, which the request then fails with.
 */
export function beforeReuse(start: (target: Target) => boolean | Error): void {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] }
  if (moduleLoadList?.includes('NativeModule _http_agent') === false) return
  const prototype = process.getBuiltinModule('node:http').Agent.prototype as unknown as { addRequest: AddRequest }
  const { addRequest } = prototype
  const watched: AddRequest = function (request, options) {
    if (prototype.addRequest === watched) prototype.addRequest = addRequest
    const hasStarted = start({ host: String(options.host), port: Number(options.port) })
    if (hasStarted instanceof Error) {
      prototype.addRequest = watched
      return request.onSocket(undefined, hasStarted)
    }
    if (!hasStarted && prototype.addRequest === addRequest) prototype.addRequest = watched
    // Interception wraps the method, and this very request must go through its wrapper.
    const next = hasStarted ? prototype.addRequest : addRequest
    return next.apply(this, [request, options])
  }
  prototype.addRequest = watched
}

interface Written {
  readonly request: { readonly origin?: string | URL }
  readonly socket: Socket
}

/**
 * Offers `isWatched` each request that a dispatcher of undici is about to write on a connection from before
 * interception; where it says yes, the connection is dropped and undici writes the request on a new one.
 *
 * `fetch` gets an empty pool anyway; this is for the dispatchers that clients have of their own.
 */
export function beforeUndiciReuse(isWatched: (target: Target) => boolean | Error): void {
  // Once for each request: a connector of the user's own may open none that can be watched.
  const moved = new WeakSet<object>()
  subscribe('undici:client:sendHeaders', (message) => {
    const { request, socket } = message as Written
    if (socket.destroyed || isIntercepted(socket) || request.origin === undefined || moved.has(request)) return
    if (isWatched(targetOf(new URL(request.origin))) === false) return
    moved.add(request)
    // The code with which undici drops idle connections itself: what waits is sent again, not failed.
    socket.destroy(Object.assign(new Error('connection from before interception'), { code: 'UND_ERR_INFO' }))
  })
}

/**
 * Lets a client of undici 6 that pipelines write one request after the other where `isWatched`: MSW answers one at a
 * time on a connection, and fails at the next. The client queues the others, as it does without pipelining.
 */
export function withoutPipelining(isWatched: (target: Target) => boolean): void {
  subscribe('undici:client:sendHeaders', (message) => {
    const { request, socket } = message as Written
    const client = clientOf(socket)
    if (client === undefined || client.pipelining <= 1 || request.origin === undefined) return
    if (isWatched(targetOf(new URL(request.origin)))) client.pipelining = 1
  })
}

/** The client that writes on a socket, which undici keeps there under a symbol. */
function clientOf(socket: Socket): { pipelining: number } | undefined {
  const symbol = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'client')
  return symbol && (socket as unknown as Record<symbol, { pipelining: number } | undefined>)[symbol]
}

/** MSW marks the sockets it has seen connect. */
function isIntercepted(socket: Socket): boolean {
  return Object.getOwnPropertySymbols(socket).some(({ description }) => description === 'kPatched')
}
