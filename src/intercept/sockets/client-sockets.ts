import { AsyncResource } from 'node:async_hooks'
import type { Target } from '../../http/connection-target.ts'
import { nextTurn } from '../../stream/clock.ts'
import {
  clientSocketOf,
  onFirstReader,
  type ConnectionController,
  type ConnectionEvent,
} from '../internals/msw-internals.ts'
import { httpRequestOn, onHttp2Session, type ClientSocket } from '../internals/node-internals.ts'

/** Decides about connections by where they lead. */
export interface ConnectionRules {
  /** Says whether undici has connected to an address: its sockets do not show that HTTP will be spoken. */
  speaksHttp(host: string, port: string): boolean
  /**
   * The error of a connection that must not be made.
   *
   * @param use `nothing` when the client has closed it without sending anything.
   */
  refuse(target: Target, client: ClientSocket, use: 'requests' | 'other bytes' | 'nothing'): Error | undefined
  /** Takes over the connection of an HTTP/2 client, and says whether it did. */
  bridge(target: Target, client: ClientSocket): boolean
}

/**
 * Knows the client socket that a request is written on, while its first bytes are being delivered: MSW reports a request
 * in the same turn as the bytes that carry it.
 */
export class ClientSockets {
  readonly #rules: ConnectionRules
  readonly #controllers = new WeakMap<object, ConnectionController>()
  readonly #withRequests = new WeakSet<ClientSocket>()
  #current: ClientSocket | undefined

  constructor(rules: ConnectionRules) {
    this.#rules = rules
  }

  /** The socket whose bytes are being delivered right now. */
  get current(): ClientSocket | undefined {
    return this.#current
  }

  /** Notes that a client sends requests on its socket. */
  noteRequest(socket: ClientSocket | undefined): void {
    if (socket !== undefined) this.#withRequests.add(socket)
  }

  /**
   * Finishes connecting a socket whose request is answered here. MSW reports early to a client that it is connected. When
   * the answer opens a tunnel, MSW fails to finish that, with an unhandled error.
   *
   * @see docs/discoveries/tunnels-under-interception.md
   */
  async finishConnecting(socket: ClientSocket | undefined): Promise<void> {
    const controller = socket && this.#controllers.get(socket)
    if (controller === undefined) return
    controller.claim()
    await nextTurn()
    controller.reset()
  }

  /** Follows a new connection. Call it before anyone else hears of the connection. */
  watch = ({ socket, controller, connectionOptions }: ConnectionEvent): void => {
    const client = clientSocketOf(controller)
    if (client === undefined) return
    this.#controllers.set(client, controller)
    const { host, port } = connectionOptions
    const target = { host: typeof host === 'string' ? host : 'localhost', port: Number(port) }
    const rules = this.#rules
    let isBridged = false
    onHttp2Session(client, () => (isBridged = rules.bridge(target, client)))
    let hasWritten = false
    onFirstReader(client, () => {
      socket.prependListener('data', () => {
        hasWritten = true
        this.#deliver(client)
      })
    })
    // MSW takes a client that reads before it writes for one whose server speaks first, as databases do, and lets it
    // through. An HTTP client whose body comes late looks the same.
    const passthrough = controller.passthrough.bind(controller)
    const isHttp = (): boolean => httpRequestOn(client) !== undefined || rules.speaksHttp(String(host), String(port))
    let isAsked = false
    // A client that only connects gets a connection from MSW, and learns wrongly that a server is there.
    const refuseUnused = AsyncResource.bind(() => rules.refuse(target, client, 'nothing'))
    client.once('close', () => {
      if (!isAsked && !isBridged && !hasWritten && !isHttp()) refuseUnused()
    })
    controller.passthrough = (...args) => {
      isAsked = true
      if (isBridged || (!hasWritten && isHttp())) return undefined
      const error = rules.refuse(target, client, this.#withRequests.has(client) ? 'requests' : 'other bytes')
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
