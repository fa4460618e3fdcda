import { AsyncResource } from 'node:async_hooks'
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { isHttp2Connect } from '../internals/node-internals.ts'
import { nextTurn } from '../../stream/clock.ts'
import type { Target } from '../../http/connection-target.ts'
import type { ConnectionEvent } from '../internals/msw-internals.ts'

/** Says whether an address has been asked over HTTP before. */
type SpeaksHttp = (host: string, port: string) => boolean

/**
 * Calls back when `http2.connect` takes a socket that has connected before (`createConnection`). It asks the handle
 * whether it may write past the socket, where MSW hears nothing; it is told that it may not.
 */
function onHttp2Session(client: ClientSocket, callback: () => void): void {
  const { _handle: handle } = client as { _handle?: object | null }
  if (handle == null) return
  const get = (): boolean => {
    if (!isHttp2Connect()) return true
    callback()
    return false
  }
  Object.defineProperty(handle, 'isStreamBase', { configurable: true, get })
}

/** The client's end of an intercepted connection, with the request of `node:http` that is assigned to it. */
export type ClientSocket = Socket & { readonly _httpMessage?: ClientRequest | null }

/**
 * Which client socket a request is written on, known while its first bytes are being delivered: a request is reported
 * in the same turn as the bytes that carry it.
 */
export class ClientSockets {
  readonly #speaksHttp: SpeaksHttp
  readonly #controllers = new WeakMap<object, ConnectionEvent['controller']>()
  readonly #refuse: (target: Target, client: ClientSocket, isUsed: boolean) => Error | undefined
  readonly #bridge: (target: Target, client: ClientSocket) => boolean
  #current: ClientSocket | undefined

  /**
   * @param speaksHttp knows the addresses that undici connects to, which nothing on its sockets tells.
   * @param refuse gives the error of a connection that must not be made, whether anything was to be sent over it or not.
   * @param bridge takes a connection that has turned out to be of an HTTP/2 client, if it is ours.
   */
  constructor(
    speaksHttp: SpeaksHttp,
    refuse: (target: Target, client: ClientSocket, isUsed: boolean) => Error | undefined,
    bridge: (target: Target, client: ClientSocket) => boolean,
  ) {
    this.#speaksHttp = speaksHttp
    this.#refuse = refuse
    this.#bridge = bridge
  }

  /** The socket whose bytes are being delivered right now. */
  get current(): ClientSocket | undefined {
    return this.#current
  }

  /**
   * Finishes connecting a socket whose request is answered here. MSW tells a client early that it is connected, and
   * fails to finish that when the answer opens a tunnel: unhandled, as the wrong use of an internal of Node.
   */
  async finishConnecting(socket: ClientSocket | undefined): Promise<void> {
    const controller = socket && this.#controllers.get(socket)
    if (controller === undefined) return
    controller.claim()
    await nextTurn()
    controller.reset()
  }

  /** Follows a new connection; call it before anyone else does. */
  watch = ({ socket, controller, connectionOptions }: ConnectionEvent): void => {
    const client = clientEnd(controller)
    if (client === undefined) return
    this.#controllers.set(client, controller)
    const { host, port } = connectionOptions
    const target = { host: typeof host === 'string' ? host : 'localhost', port: Number(port) }
    let isBridged = false
    onHttp2Session(client, () => (isBridged = this.#bridge(target, client)))
    let hasWritten = false
    onFirstReader(client, () => {
      socket.prependListener('data', () => {
        hasWritten = true
        this.#deliver(client)
      })
    })
    // A client that reads before it writes is taken for one whose server speaks first, as databases do, and let
    // through. An HTTP client whose body comes late looks just the same.
    const passthrough = controller.passthrough.bind(controller)
    const isHttp = (): boolean => client._httpMessage != null || this.#speaksHttp(String(host), String(port))
    let isAsked = false
    // A client that connects, and that is all, has been told that it could: it has found out, wrongly, that somebody is there.
    const refuseUnused = AsyncResource.bind(() => this.#refuse(target, client, false))
    client.once('close', () => {
      if (!isAsked && !isBridged && !hasWritten && !isHttp()) refuseUnused()
    })
    controller.passthrough = (...args) => {
      isAsked = true
      if (isBridged || (!hasWritten && isHttp())) return undefined
      const error = this.#refuse(target, client, true)
      return error === undefined ? passthrough(...args) : client.destroy(error)
    }
  }

  #deliver(client: ClientSocket): void {
    this.#current = client
    queueMicrotask(() => {
      if (this.#current === client) this.#current = undefined
    })
  }
}

/**
 * Calls back just before the first listener for the client's bytes is added. To listen earlier would lose them: they
 * are held back until someone listens, and the parser comes later.
 */
function onFirstReader(client: ClientSocket, callback: () => void): void {
  const onListener = (event: string): void => {
    if (event !== 'internal:write') return
    client.removeListener('newListener', onListener)
    callback()
  }
  client.on('newListener', onListener)
}

/** The client's end of an intercepted connection, which the controller keeps under a symbol of its own. */
function clientEnd(controller: object): ClientSocket | undefined {
  const symbol = Object.getOwnPropertySymbols(controller).find(({ description }) => description === 'kRawSocket')
  return symbol === undefined ? undefined : ((controller as Record<symbol, unknown>)[symbol] as ClientSocket)
}
