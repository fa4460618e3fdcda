import { AsyncResource } from 'node:async_hooks'
import type { Socket } from 'node:net'
import { isBridged, setBridged, type OpenConnection } from '../http2/bridged-sockets.ts'
import type { Target } from '../../http/connection-target.ts'
import { nextTurn } from '../../stream/clock.ts'
import { clientSocketOf, onFirstReader, openForHttp2, type ConnectionEvent } from '../internals/msw-internals.ts'
import { httpRequestOn, onHttp2Session, type ClientSocket } from '../internals/node-internals.ts'

/** Decides about connections by where they lead. */
export interface ConnectionRules {
  /** Says whether undici has opened a connection: its sockets do not show that HTTP will be spoken. */
  isUndicis(client: ClientSocket): boolean
  /**
   * The error of a connection that must not be made.
   *
   * @param use `nothing` when the client has closed it without sending anything.
   */
  refuse(target: Target, client: ClientSocket, use: 'requests' | 'other bytes' | 'nothing'): Error | undefined
  /**
   * Takes over the connection of an HTTP/2 client, if it leads to a provider.
   *
   * @param open opens the connection that the client has asked for.
   */
  bridge(target: Target, client: ClientSocket, open: OpenConnection): void
  /** Is called with each tunnel that is opened: clients of HTTP/2 may use it before it can be watched. */
  expectHttp2(): void
}

/**
 * Knows the client socket that a request is written on, while its first bytes are being delivered: MSW reports a request
 * in the same turn as the bytes that carry it.
 */
export class ClientSockets {
  readonly #rules: ConnectionRules
  readonly #connections = new WeakMap<ClientSocket, ConnectionEvent>()
  /** The place that the last request of each socket led to, as MSW has it. A tunnel changes that of its connection. */
  readonly #requestsTo = new WeakMap<ClientSocket, object>()
  /** The pieces that hold the last request of each socket, from the one on in which its head ends. */
  readonly #written = new WeakMap<ClientSocket, Buffer[]>()
  #current: ClientSocket | undefined
  #piece: Buffer = Buffer.alloc(0)

  constructor(rules: ConnectionRules) {
    this.#rules = rules
  }

  /** The socket whose bytes are being delivered right now. */
  get current(): ClientSocket | undefined {
    return this.#current
  }

  /** Says whether a client has sent a request on its socket. */
  hasSentRequest(socket: ClientSocket | undefined): boolean {
    return socket !== undefined && this.#requestsTo.has(socket)
  }

  /** Notes that a client sends requests on its socket. */
  noteRequest(socket: ClientSocket | undefined, method: string): void {
    if (socket === undefined) return
    const place = this.connectionOf(socket)?.controller.connectionOptions
    if (place !== undefined) this.#requestsTo.set(socket, place)
    if (method === 'CONNECT') this.#rules.expectHttp2()
    // MSW gives such a request no body.
    if (method === 'GET' || method === 'HEAD') this.#written.set(socket, [this.#piece])
    else this.#written.delete(socket)
  }

  /** The target of the request whose head is being delivered right now; `undefined` when it came in an earlier piece. */
  get currentTarget(): string | undefined {
    return /^[A-Z-]+ (\S+) HTTP\/1\.[01]\r\n/i.exec(this.#piece.toString('latin1'))?.[1]
  }

  /** The body of a request that MSW gives none, as of a GET. */
  bodyOf(socket: ClientSocket): Buffer | undefined {
    const written = Buffer.concat(this.#written.get(socket) ?? [])
    const end = written.indexOf('\r\n\r\n')
    return end === -1 || end + 4 === written.length ? undefined : written.subarray(end + 4)
  }

  /**
   * Finishes connecting a socket whose request is answered here. MSW reports early to a client that it is connected. When
   * the answer opens a tunnel, MSW fails to finish that, with an unhandled error.
   *
   * @see docs/discoveries/tunnels-under-interception.md
   */
  async finishConnecting(socket: ClientSocket | undefined): Promise<void> {
    const controller = this.connectionOf(socket)?.controller
    if (controller === undefined) return
    controller.claim()
    await nextTurn()
    controller.reset()
  }

  /** The connection of a client's socket, as MSW has reported it. */
  connectionOf(socket: ClientSocket | undefined): ConnectionEvent | undefined {
    return socket && this.#connections.get(socket)
  }

  /** Follows a new connection. Call it before anyone else hears of the connection. */
  watch = (connection: ConnectionEvent): void => {
    const { socket, controller } = connection
    const client = clientSocketOf(controller)
    if (client === undefined) return
    this.#connections.set(client, connection)
    const target = (): Target => placeOf(controller.connectionOptions)
    const rules = this.#rules
    const open = (): Socket => openForHttp2(connection)
    onHttp2Session(client, () => rules.bridge(target(), client, open))
    // A server of the user listened before the trap met the connection, which MSW describes better.
    if (isBridged(client)) setBridged(client, open)
    let hasWritten = false
    onFirstReader(client, () => {
      socket.prependListener('data', (piece: Buffer) => {
        hasWritten = true
        this.#written.get(client)?.push(piece)
        this.#deliver(client, piece)
      })
    })
    // MSW takes a client that reads before it writes for one whose server speaks first, as databases do, and lets it
    // through. An HTTP client whose body comes late looks the same.
    const passthrough = controller.passthrough.bind(controller)
    const isHttp = (): boolean => httpRequestOn(client) !== undefined || rules.isUndicis(client)
    let isAsked = false
    // A client that only connects gets a connection from MSW, and learns wrongly that a server is there.
    const refuseUnused = AsyncResource.bind(() => rules.refuse(target(), client, 'nothing'))
    client.once('close', () => {
      if (!isAsked && !isBridged(client) && !hasWritten && !isHttp()) refuseUnused()
    })
    let passed: unknown
    controller.passthrough = (...args) => {
      isAsked = true
      // A client that writes several requests at once has its connection by the second.
      if (passed !== undefined && controller.readyState !== 0) return passed
      if (isBridged(client) || (!hasWritten && isHttp())) return undefined
      const isRequest = this.#requestsTo.get(client) === controller.connectionOptions
      const error = rules.refuse(target(), client, isRequest ? 'requests' : 'other bytes')
      return error === undefined ? (passed = passthrough(...args)) : client.destroy(error)
    }
  }

  #deliver(client: ClientSocket, piece: Buffer): void {
    this.#current = client
    this.#piece = piece
    queueMicrotask(() => {
      if (this.#current === client) this.#current = undefined
    })
  }
}

/** The place that a connection leads to. */
function placeOf({ host, port }: ConnectionEvent['connectionOptions']): Target {
  return { host: typeof host === 'string' ? host : 'localhost', port: Number(port) }
}
