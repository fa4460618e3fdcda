import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { nextTurn } from '../stream/clock.ts'
import type { Target } from './connection-target.ts'
import type { ConnectionEvent } from './interceptors.ts'

/** Says whether an address has been asked over HTTP before. */
type SpeaksHttp = (host: string, port: string) => boolean

/** The client's end of an intercepted connection, with the request of `node:http` that is assigned to it. */
export type ClientSocket = Socket & { readonly _httpMessage?: ClientRequest | null }

/**
 * Which client socket a request is written on, known while its first bytes are being delivered: a request is reported
 * in the same turn as the bytes that carry it.
 */
export class ClientSockets {
  readonly #speaksHttp: SpeaksHttp
  readonly #controllers = new WeakMap<object, ConnectionEvent['controller']>()
  readonly #refuse: (target: Target, client: ClientSocket) => Error | undefined
  #current: ClientSocket | undefined

  /**
   * @param speaksHttp knows the addresses that undici connects to, which nothing on its sockets tells.
   * @param refuse gives the error of a connection that must not be made.
   */
  constructor(speaksHttp: SpeaksHttp, refuse: (target: Target, client: ClientSocket) => Error | undefined) {
    this.#speaksHttp = speaksHttp
    this.#refuse = refuse
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
    const isHttp = (): boolean =>
      client._httpMessage != null || this.#speaksHttp(String(connectionOptions.host), String(connectionOptions.port))
    controller.passthrough = (...args) => {
      if (!hasWritten && isHttp()) return undefined
      const { host, port } = connectionOptions
      const target = { host: typeof host === 'string' ? host : 'localhost', port: Number(port) }
      const error = this.#refuse(target, client)
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
