import type { ClientRequest } from 'node:http'
import type { Target } from '../../http/connection-target.ts'
import { targetOf } from '../../http/target.ts'
import {
  addRequestOwner,
  agentOf,
  agentPrototype,
  onHttpRequest,
  type AddRequest,
} from '../internals/node-internals.ts'
import type { Passage } from '../passage.ts'

/** A request of `node:http` that is given to an agent. */
export interface AgentRequest {
  readonly request: ClientRequest
  readonly agent: object
  /** Where the request leads. Its agent may connect elsewhere. */
  readonly origin: URL
  /** Gives the request to the agent, as if it had not been caught here: the socket seam sees it. */
  goOn(): void
  /** Gives the request to the agent, which sends it past every interception. */
  goPast(): void
}

interface SeamRules {
  /** Says whether a request to this target may be for a cassette. */
  mayRecord(target: Target): boolean
  /** Answers a request, or lets it go on. */
  catchRequest(request: AgentRequest): void
  readonly passage: Pick<Passage, 'open'>
}

/**
 * Catches requests of `node:http` where an agent takes them, before they have a connection. Agents inherit one method, and
 * it is wrapped once for each class that has one of its own.
 *
 * Nobody loads `node:http` for this. A class that is not known yet is found when its first request is announced. That request
 * goes on to its socket, and so does one that is made without an agent.
 */
export class AgentSeam {
  readonly #rules: SeamRules
  readonly #wrappers = new WeakSet<AddRequest>()
  /** The requests that an agent has been given. */
  readonly #seen = new WeakSet<object>()
  readonly #past = new WeakSet<object>()

  constructor(rules: SeamRules) {
    this.#rules = rules
    onHttpRequest((request) => {
      const agent = agentOf(request)
      if (!this.#seen.has(request) && agent !== undefined) this.#wrap(addRequestOwner(agent))
    })
  }

  /** Watches the agents, if `node:http` is loaded by now. */
  watch(): void {
    this.#wrap(agentPrototype())
  }

  /** Says whether a request has been caught here, or let go. */
  hasSeen(request: object): boolean {
    return this.#seen.has(request)
  }

  /** Says whether a request goes past interception. */
  isPast(request: object | undefined): boolean {
    return request !== undefined && this.#past.has(request)
  }

  #wrap(owner: { addRequest: AddRequest } | undefined): void {
    if (owner === undefined || this.#wrappers.has(owner.addRequest)) return
    const { addRequest } = owner
    const add = this.#add.bind(this)
    owner.addRequest = function (request, options, ...rest) {
      add(request, options, this, () => addRequest.call(this, request, options, ...rest))
    }
    this.#wrappers.add(owner.addRequest)
  }

  #add(request: ClientRequest, options: Parameters<AddRequest>[1], agent: object, goOn: () => void): void {
    const origin = originOf(request, options)
    // The method of one class may call that of another.
    const isOurs = !this.#seen.has(request) && origin !== undefined && this.#rules.mayRecord(targetOf(origin))
    this.#seen.add(request)
    if (!isOurs) return goOn()
    const goPast = (): void => {
      this.#past.add(request)
      request.once('socket', this.#rules.passage.open(goOn))
    }
    this.#rules.catchRequest({ request, agent, origin, goOn, goPast })
  }
}

function originOf({ protocol }: ClientRequest, { host, port }: Parameters<AddRequest>[1]): URL | undefined {
  const name = String(host)
  const origin = `${protocol}//${name.includes(':') ? `[${name}]` : name}:${Number(port)}`
  return URL.canParse(origin) ? new URL(origin) : undefined
}
