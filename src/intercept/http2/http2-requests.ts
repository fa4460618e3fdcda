import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import type { Caller } from '../../session/caller.ts'
import { socketsOfHttp2Session, streamUnder, type Http2Request } from '../internals/node-internals.ts'
import { onUndiciWrite } from '../internals/undici-internals.ts'
import { isBridged } from './bridged-sockets.ts'
import { judgeHttp2Requests, type Http2Rules, type RequestHeaders } from './judge-requests.ts'

/** The header that carries a request's caller over a bridge. It never leaves the process. */
const callerHeader = 'x-cassette-caller'

interface Rules extends Omit<Http2Rules, 'caught'> {
  currentCaller(): Caller | undefined
}

/**
 * Watches the requests of HTTP/2 clients where they are made.
 *
 * A session lives longer than a test and writes its frames in whatever async context is current. The caller of a request
 * is therefore read where the request is made, and travels over a bridge in a header.
 */
export class Http2Requests {
  readonly #callers = new Map<string, Caller>()
  #count = 0
  /** `session.request` as Node has it. */
  readonly request: Http2Request

  constructor(rules: Rules) {
    // Undici says on which socket it writes, and writes at once. Its requests are caught before they have a connection.
    const ofUndici = new WeakSet<object>()
    onUndiciWrite(({ socket }) => ofUndici.add(socket))
    this.request = judgeHttp2Requests({
      ...rules,
      caught: (session, headers) => {
        const stream = streamUnder(session)
        if (stream !== undefined && isBridged(stream)) {
          const caller = rules.currentCaller()
          return { headers: caller === undefined ? headers : withHeader(headers, this.#remember(caller)) }
        }
        return socketsOfHttp2Session(session).some((socket) => ofUndici.has(socket)) ? { headers } : undefined
      },
    })
  }

  /** The caller of a bridged request. Removes the header that carries it. */
  claim(headers: IncomingHttpHeaders): Caller | undefined {
    const id = headers[callerHeader]
    if (typeof id !== 'string') return undefined
    delete headers[callerHeader]
    const caller = this.#callers.get(id)
    this.#callers.delete(id)
    return caller
  }

  #remember(caller: Caller): string {
    const id = String((this.#count += 1))
    this.#callers.set(id, caller)
    return id
  }
}

function withHeader(headers: RequestHeaders, id: string): RequestHeaders {
  return Array.isArray(headers)
    ? [...(headers as string[]), callerHeader, id]
    : { ...(headers as OutgoingHttpHeaders), [callerHeader]: id }
}
