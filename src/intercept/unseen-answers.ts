import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { Target } from '../http/connection-target.ts'
import { targetOf } from '../http/target.ts'
import type { Caller } from '../session/caller.ts'
import { onHttpAnswer, onHttpRequest } from './internals/node-internals.ts'
import { onUndiciAnswer, onUndiciRequest, onUndiciWrite, type UndiciRequest } from './internals/undici-internals.ts'
import { isWholeAddress } from './proxies/named-target.ts'

interface UnseenRules {
  /** Says quickly whether a request to this target may belong in a cassette. */
  mayRecord(target: Target): boolean
  isRecordable(method: string, url: URL): boolean
  /** Says whether a request goes to the provider with our knowledge. */
  isPast(request: UndiciRequest | ClientRequest): boolean
  currentCaller(): Caller | undefined
  fail(method: string, url: URL, caller: Caller | undefined): void
}

/**
 * Compares the answers that Node's channels announce with the requests that a seam has caught: the answer of a provider that
 * came over the network for a request that nobody has caught fails its test.
 */
export class UnseenAnswers {
  readonly #caught = new WeakSet<object>()

  constructor(rules: UnseenRules) {
    const callers = new WeakMap<object, Caller | undefined>()
    const sockets = new WeakMap<object, Socket>()
    const remember = (request: object): void => void callers.set(request, rules.currentCaller())
    const check = (request: object, socket: Socket | undefined, method: string, address: string): void => {
      // A mocked connection has received nothing.
      if (socket === undefined || this.#caught.has(socket) || socket.bytesRead === 0 || !URL.canParse(address)) return
      const url = new URL(address)
      if (!rules.mayRecord(targetOf(url)) || !rules.isRecordable(method, url)) return
      rules.fail(method, url, callers.get(request))
    }
    onHttpRequest(remember)
    onHttpAnswer((request, { socket }) => {
      if (!rules.isPast(request)) check(request, socket, request.method, addressOf(request))
    })
    onUndiciRequest(remember)
    onUndiciWrite(({ request, socket }) => {
      sockets.set(request, socket)
      this.#caught.delete(socket)
    })
    onUndiciAnswer((request) => {
      if (rules.isPast(request)) return
      const { origin, path } = request
      check(request, sockets.get(request), request.method, isWholeAddress(path) ? path : `${String(origin)}${path}`)
    })
  }

  /** Notes that the request which uses a socket now is caught. */
  caught(socket: object | undefined): void {
    if (socket !== undefined) this.#caught.add(socket)
  }
}

/** By its header `host`: some agents connect elsewhere. */
function addressOf(request: ClientRequest): string {
  const { protocol, path } = request
  return isWholeAddress(path) ? path : `${protocol}//${String(request.getHeader('host') ?? request.host)}${path}`
}
