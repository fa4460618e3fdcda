import type { Socket } from 'node:net'
import type { Target } from '../../http/connection-target.ts'
import { targetOf } from '../../http/target.ts'
import { socketUnder } from '../internals/node-internals.ts'
import { fateOf, type FateRules } from './fate-of-request.ts'
import { readRequest, type WrittenRequest } from './read-written-request.ts'
import type { Verdict } from './watch-writes.ts'

interface Rules extends FateRules {
  /** Counts a request that is answered with 204. */
  readonly drop: (url: URL) => void
  /** Is called with the place of each connection on which anything is sent. */
  readonly sent: (target: Target) => void
}

interface Connection {
  readonly target: Target
  hasRequest: boolean
}

/** The answer to a request that nobody needs. */
export const noContent = 'HTTP/1.1 204 No Content\r\n\r\n'

/**
 * Judges the requests of HTTP/1.1 that clients write on connections past all seams: one to a provider is refused, because no
 * cassette can hold it.
 */
export class WrittenRequests {
  readonly #rules: Rules
  readonly #connections = new WeakMap<Socket, Connection>()
  /** The bytes of a request that has been sent, which its client has still to write. */
  readonly #owed = new WeakMap<Socket, number>()

  constructor(rules: Rules) {
    this.#rules = rules
  }

  /** Follows a connection from its beginning. */
  follow(socket: Socket, target: Target): void {
    const connection = { target, hasRequest: false }
    this.#connections.set(socket, connection)
    // What its client writes may be hidden: TLS on this socket.
    socket.once('close', () => connection.hasRequest || this.#rules.sent(target))
  }

  /** Says that the requests on a connection are judged elsewhere. */
  settle(socket: Socket): void {
    const connection = this.#connectionOf(socket)
    if (connection !== undefined) connection.hasRequest = true
  }

  /** Says whether requests may be written on this socket: it is followed, or is TLS over another one. */
  readonly isWatched = (socket: Socket): boolean => this.#connectionOf(socket) !== undefined || 'encrypted' in socket

  /** Judges the bytes that a client writes, which may hold several requests. They have one verdict. */
  readonly judge = (socket: Socket, bytes: Buffer, isWhole: boolean): Verdict => {
    const sent: Array<WrittenRequest | undefined> = []
    const dropped: URL[] = []
    let at = this.#owed.get(socket) ?? 0
    while (at < bytes.length) {
      const read = readRequest(bytes.subarray(at), 'encrypted' in socket)
      const request = typeof read === 'object' ? read : undefined
      const fate = request !== undefined ? fateOf(request, this.#rules) : read === 'begun' ? 'undecided' : 'sent'
      if (fate === 'undecided' || (fate === 'dropped' && request?.body === undefined)) return isWhole ? 'write' : 'wait'
      this.settle(socket)
      if (fate instanceof Error) return fate
      if (fate === 'sent') sent.push(request)
      else if (request !== undefined) dropped.push(request.url)
      at = request?.length === undefined ? bytes.length : at + request.length
    }
    this.#owed.set(socket, at - bytes.length)
    // Answers come in the order of their requests, so one that stands beside others is answered by the server.
    if (sent.length === 0 && dropped.length > 0) {
      for (const url of dropped) {
        this.#rules.drop(url)
        socket.push(noContent)
      }
      return 'drop'
    }
    const target = this.#connectionOf(socket)?.target
    for (const request of sent) {
      const place = request?.isProxied ? targetOf(request.url) : target
      if (place !== undefined) this.#rules.sent(place)
    }
    return 'write'
  }

  #connectionOf(socket: Socket): Connection | undefined {
    return this.#connections.get(socket) ?? this.#connections.get(socketUnder(socket) ?? socket)
  }
}
