import type { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientHttp2Session, OutgoingHttpHeaders } from 'node:http2'
import { http2SessionPrototype, streamUnder } from '../internals/node-internals.ts'

/** The header that carries a request's caller over a bridge. It never leaves the process. */
const callerHeader = 'x-cassette-caller'

type RequestHeaders = OutgoingHttpHeaders | readonly string[] | undefined

/**
 * Remembers who makes each request of a bridged HTTP/2 session.
 *
 * A session lives longer than a test and writes its frames in whatever async context is current. The context is
 * therefore read where the request is made, and travels with it in a header.
 */
export class Http2Callers<T extends object> {
  readonly #bridged = new WeakSet<object>()
  readonly #callers = new Map<string, T>()
  #count = 0

  constructor(callers: AsyncLocalStorage<T>) {
    const prototype = http2SessionPrototype()
    const original = prototype.request
    const mark = (session: ClientHttp2Session, headers: RequestHeaders): RequestHeaders => {
      const caller = callers.getStore()
      const stream = streamUnder(session)
      const isBridged = stream !== undefined && this.#bridged.has(stream)
      return isBridged && caller !== undefined ? withHeader(headers, this.#remember(caller)) : headers
    }
    prototype.request = function (headers, options) {
      return original.call(this, mark(this, headers), options)
    }
  }

  /** From now on the requests of the session on this socket carry their callers. */
  watch(socket: object): void {
    this.#bridged.add(socket)
  }

  /** The caller of a request. Removes the header that carries it. */
  claim(headers: Headers): T | undefined {
    const id = headers.get(callerHeader)
    if (id === null) return undefined
    headers.delete(callerHeader)
    const caller = this.#callers.get(id)
    this.#callers.delete(id)
    return caller
  }

  #remember(caller: T): string {
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
