import type { Agent, ClientRequest, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import type { Target } from '../../http/connection-target.ts'
import { targetOf } from '../../http/target.ts'
import {
  addRequestOwner,
  clientPrototypes,
  endWithoutConnection,
  hangUp,
  onAgentOfRequest,
  onHttpRequest,
  type AddRequest,
  type ClientPrototypes,
} from '../internals/node-internals.ts'
import type { Passage } from '../passage.ts'
import { namedTarget } from '../proxies/named-target.ts'
import type { Connecting } from './twin-request.ts'
import { like } from '../../util/like.ts'

/** A request of `node:http` that is about to get a connection. */
export interface AgentRequest {
  readonly request: ClientRequest
  /** The server that the request is for, or a proxy. Its agent may connect elsewhere. */
  readonly origin: URL
  /** Where the request leads. */
  readonly target: Target
  /**
   * Lets the request go on as if it had not been caught here: the socket seam sees it.
   *
   * @param isSettled nobody has to see it there.
   */
  goOn(isSettled?: boolean): void
  /** Lets the request go on past every interception. */
  goPast(): void
  /** Closes the connection that the client has opened for the request by itself. */
  abandon(): void
  /** Connects a request in its place, past every interception. */
  readonly connecting: Connecting
}

/** The ways in which a request that is caught can go on. */
type Ways = Pick<AgentRequest, 'abandon' | 'connecting'> & { goOn(): void }

interface SeamRules {
  /** Says whether a request to this target may be for a cassette. */
  mayRecord(target: Target): boolean
  /** Answers a request, or lets it go on. */
  catchRequest(request: AgentRequest): void
  /** Starts interception for the socket of a request that goes on. Its connection may lead to a proxy on this machine. */
  start(target: Target): unknown
  readonly passage: Pick<Passage, 'open' | 'isOwn'>
}

/**
 * Catches requests of `node:http` before they have a connection: where an agent takes them, and, for a client without an agent,
 * where it hands over a connection of its own.
 *
 * Agents inherit one method, and it is wrapped once for each class that has one of its own, before its first request. Nobody
 * loads `node:http` for this.
 */
export class AgentSeam {
  readonly #rules: SeamRules
  readonly #wrappers = new WeakSet<object>()
  /** The requests that have been caught, or let go. */
  readonly #seen = new WeakSet<object>()
  /** The ways of requests that nobody has to see again. */
  readonly #ways = new WeakMap<object, 'outside' | 'past'>()

  constructor(rules: SeamRules) {
    this.#rules = rules
    onHttpRequest(() => this.watch())
  }

  /** Watches the requests of `node:http`, if it is loaded by now. */
  watch(): void {
    const prototypes = clientPrototypes()
    if (prototypes === undefined) return
    this.#wrapAgent(prototypes.agent)
    this.#wrapRequest(prototypes.request)
  }

  /** Says whether a request has been caught here, or let go. */
  hasSeen(request: object): boolean {
    return this.#seen.has(request)
  }

  /** The way of a request that nobody has to see again. */
  wayOf(request: object): 'outside' | 'past' | undefined {
    return this.#ways.get(request)
  }

  #wrapAgent(owner: { addRequest: AddRequest } | undefined): void {
    if (owner === undefined || this.#wrappers.has(owner.addRequest)) return
    const { addRequest } = owner
    const take = this.#take.bind(this)
    const caught: AddRequest = function (request, given, ...rest) {
      const { host, port, socketPath } = given
      // An agent of the package `agent-base` would look for `node:https` on the stack, which has ended by then.
      const options = { secureEndpoint: request.protocol === 'https:', ...given }
      const place = `${bracketed(String(host))}:${Number(port)}`
      // A Unix socket has no name: the request has one.
      take(request, socketPath == null ? place : String(request.getHeader('host') ?? place), {
        goOn: () => addRequest.call(this, request, options, ...rest),
        abandon() {},
        connecting: {
          agent: this as Agent,
          options: options as RequestOptions,
          connect: (twin, options, agent) => (agent as unknown as { addRequest: AddRequest }).addRequest(twin, options),
        },
      })
    }
    owner.addRequest = like(addRequest, caught)
    this.#wrappers.add(caught)
  }

  #wrapRequest(prototype: ClientPrototypes['request']): void {
    if (this.#wrappers.has(prototype.onSocket)) return
    const { onSocket } = prototype
    const take = this.#take.bind(this)
    const hasSeen = this.hasSeen.bind(this)
    const caught: typeof onSocket = function (socket, ...rest) {
      // An agent gives it a connection.
      if (socket == null || hasSeen(this)) return onSocket.call(this, socket, ...rest)
      take(this, String(this.getHeader('host') ?? bracketed(this.host)), ownConnection(this, socket, onSocket))
    }
    prototype.onSocket = like(onSocket, caught)
    this.#wrappers.add(caught)
    onAgentOfRequest(prototype, (agent) => this.#wrapAgent(addRequestOwner(agent)))
  }

  #take(request: ClientRequest, host: string, ways: Ways): void {
    const { connecting } = ways
    const address = `${request.protocol}//${host}`
    const origin = URL.canParse(address) ? new URL(address) : undefined
    const hasSeen = this.#seen.has(request)
    this.#seen.add(request)
    const goPast = (): void => this.#past(request, () => ways.goOn())
    if (!hasSeen && this.#rules.passage.isOwn) return goPast()
    if (hasSeen || origin === undefined) return ways.goOn()
    const target = namedTarget(request.method, request.path) ?? targetOf(origin)
    if (!this.#rules.mayRecord(target)) return ways.goOn()
    const goOn = (isSettled = false): void => {
      if (isSettled) this.#ways.set(request, 'outside')
      else this.#rules.start(target)
      ways.goOn()
    }
    const connect: Connecting['connect'] = (twin, ...means) => {
      this.#seen.add(twin)
      this.#past(twin, () => connecting.connect(twin, ...means))
    }
    this.#rules.catchRequest({ request, origin, target, ...ways, goOn, goPast, connecting: { ...connecting, connect } })
  }

  #past(request: ClientRequest, goOn: () => void): void {
    this.#ways.set(request, 'past')
    request.once('socket', this.#rules.passage.open(goOn))
  }
}

/** A connection that a client has opened for its request: it may break before a request is given it. */
function ownConnection(
  request: ClientRequest,
  socket: Socket,
  onSocket: ClientPrototypes['request']['onSocket'],
): Ways {
  const ignore = (): void => {}
  socket.on('error', ignore)
  let isUsed = false
  const use = (given: ClientRequest): void => {
    isUsed = true
    socket.off('error', ignore)
    if (socket.destroyed) endWithoutConnection(given, socket.errored ?? hangUp())
    else onSocket.call(given, socket)
  }
  return {
    goOn: () => use(request),
    abandon: () => void (isUsed || socket.destroy()),
    connecting: { options: {}, connect: use },
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
