import type { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2'
import { Duplex } from 'node:stream'

/** The header that a request carries over a bridge, to say whose it is. It never leaves the process. */
const callerHeader = 'x-cassette-caller'

type RequestHeaders = OutgoingHttpHeaders | readonly string[] | undefined
type Request = (this: ClientHttp2Session, headers?: RequestHeaders, options?: object) => ClientHttp2Stream

/**
 * Remembers who makes each request of a bridged HTTP/2 session.
 *
 * A session lives longer than a test and writes its frames in whatever async context is current, so the context is
 * read where the request is made, and travels with it in a header.
 */
export class Http2Callers<T extends object> {
  readonly #bridged = new WeakSet<object>()
  readonly #callers = new Map<string, T>()
  #count = 0

  constructor(callers: AsyncLocalStorage<T>) {
    const prototype = sessionPrototype()
    const original = prototype.request
    const mark = (session: ClientHttp2Session, headers: RequestHeaders): RequestHeaders => {
      const caller = callers.getStore()
      // A session that is over has no socket to ask; the request says so itself.
      if (session.destroyed) return headers
      const { stream } = session.socket as unknown as { stream?: object }
      const isBridged = stream !== undefined && this.#bridged.has(stream)
      return isBridged && caller !== undefined ? withHeader(headers, this.#remember(caller)) : headers
    }
    prototype.request = function (headers, options) {
      return original.call(this, mark(this, headers), options)
    }
  }

  /** From now on the requests of the session on this socket say whose they are. */
  watch(socket: object): void {
    this.#bridged.add(socket)
  }

  /** Who made a request, by its headers, from which the mark is taken. */
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

/** Node does not export the class of client sessions: it is taken from one that goes nowhere. */
function sessionPrototype(): { request: Request } {
  const session = process.getBuiltinModule('node:http2').connect('http://localhost', {
    createConnection: () => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }),
  })
  session.on('error', () => {})
  const prototype = Object.getPrototypeOf(session) as { request: Request }
  session.destroy()
  return prototype
}
