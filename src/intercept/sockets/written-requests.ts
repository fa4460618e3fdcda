import type { Socket } from 'node:net'
import type { Settings } from '../../cassette/settings.ts'
import type { Target } from '../../http/connection-target.ts'
import { targetOf } from '../../http/target.ts'
import { hasProviderShape } from '../../providers/has-provider-shape.ts'
import { isLoopback } from '../../providers/loopback.ts'
import { dropped } from '../dropped.ts'
import { recordable } from '../recordable.ts'
import { recordablePlace } from '../recordable-place.ts'
import { readRequest, type WrittenRequest } from './read-written-request.ts'
import type { Verdict } from './watch-writes.ts'

interface Rules {
  readonly settings: Pick<Settings, 'include' | 'exclude' | 'drop'>
  /** Counts a request that is answered with 204. */
  readonly drop: (url: URL) => void
  /** The error of a request to a provider. */
  readonly refuse: (method: string, url: URL) => Error
  /** The error of a request that goes through a proxy to a place that an offline run does not reach. */
  refuseOutside(target: Target): Error | undefined
  /** Is called with the place of each connection on which anything is sent. */
  readonly sent: (target: Target) => void
}

/** The answer to a request that nobody needs. */
export const noContent = 'HTTP/1.1 204 No Content\r\n\r\n'

/**
 * Judges the requests of HTTP/1.1 that clients write on connections past all seams: one to a provider is refused, because no
 * cassette can hold it.
 */
export class WrittenRequests {
  readonly #rules: Rules
  readonly #connections = new WeakMap<Socket, { readonly target: Target; hasRequest: boolean }>()

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

  /** Says whether requests may be written on this socket: it is followed, or is TLS over another one. */
  readonly isWatched = (socket: Socket): boolean => this.#connections.has(socket) || 'encrypted' in socket

  /** Judges the bytes that a client writes. */
  readonly judge = (socket: Socket, bytes: Buffer, isWhole: boolean): Verdict => {
    const connection = this.#connections.get(socket)
    const request = readRequest(bytes, 'encrypted' in socket)
    const fate = request === 'begun' ? 'undecided' : request === undefined ? 'sent' : this.#fateOf(request)
    if (fate === 'undecided') return isWhole ? 'write' : 'wait'
    if (connection !== undefined) connection.hasRequest = true
    if (fate instanceof Error) return fate
    if (fate === 'sent') {
      const isProxied = typeof request === 'object' && request.isProxied
      if (connection !== undefined) this.#rules.sent(isProxied ? targetOf(request.url) : connection.target)
      return 'write'
    }
    socket.push(noContent)
    return 'drop'
  }

  #fateOf(request: WrittenRequest): 'sent' | 'dropped' | 'undecided' | Error {
    const { method, url, type, body, isEncoded, isProxied } = request
    const { settings, drop, refuse } = this.#rules
    const outside = (): Error | undefined => (isProxied ? this.#rules.refuseOutside(targetOf(url)) : undefined)
    if (method === 'CONNECT')
      return recordablePlace(settings)(targetOf(url)) ? refuse(method, url) : (outside() ?? 'sent')
    if (dropped(settings)(method, url)) {
      if (body === undefined) return 'undecided'
      drop(url)
      return 'dropped'
    }
    const found = recordable(settings)(method, url)
    // On this machine an option must name the port.
    const isPlaces = !isLoopback(url.hostname) || recordablePlace(settings)(targetOf(url))
    if (found === 'never' || !isPlaces) return outside() ?? 'sent'
    if (found === 'always' || isEncoded) return refuse(method, url)
    if (body === undefined) return 'undecided'
    return hasProviderShape(url, type, body) ? refuse(method, url) : (outside() ?? 'sent')
  }
}
