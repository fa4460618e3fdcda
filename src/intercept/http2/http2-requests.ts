import type { ClientHttp2Session, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import type { Caller } from '../../session/caller.ts'
import {
  failedHttp2Stream,
  http2SessionPrototype,
  originOfHttp2Session,
  socketsOfHttp2Session,
  streamUnder,
  type Http2Request,
} from '../internals/node-internals.ts'
import { isBridged } from './bridged-sockets.ts'
import { onUndiciWrite } from '../internals/undici-internals.ts'

/** The header that carries a request's caller over a bridge. It never leaves the process. */
const callerHeader = 'x-cassette-caller'

type RequestHeaders = OutgoingHttpHeaders | readonly string[] | undefined

interface Rules {
  currentCaller(): Caller | undefined
  /** The error of a request that must not be sent over a connection of its client. */
  refuse(url: URL): Error | undefined
  /** Is called with each request that is sent over such a connection. */
  sent(url: URL): void
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
    const prototype = http2SessionPrototype()
    const original = prototype.request
    this.request = original
    const mark = (headers: RequestHeaders): RequestHeaders => {
      const caller = rules.currentCaller()
      return caller === undefined ? headers : withHeader(headers, this.#remember(caller))
    }
    const isOurs = (session: ClientHttp2Session): boolean => {
      const stream = streamUnder(session)
      return stream !== undefined && isBridged(stream)
    }
    // Undici says on which socket it writes, and writes at once. Its requests are caught before they have a connection.
    const ofUndici = new WeakSet<object>()
    onUndiciWrite(({ socket }) => ofUndici.add(socket))
    prototype.request = function (headers, options) {
      if (isOurs(this)) return original.call(this, mark(headers), options)
      const isUndicis = socketsOfHttp2Session(this).some((socket) => ofUndici.has(socket))
      const url = isUndicis ? null : urlOf(this, headers)
      const error = url && rules.refuse(url)
      if (error) return failedHttp2Stream(original, error)
      if (url !== null) rules.sent(url)
      return original.call(this, headers, options)
    }
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

/** The URL of a request that is made on a session. */
function urlOf(session: ClientHttp2Session, headers: RequestHeaders): URL | null {
  const origin = originOfHttp2Session(session)
  if (origin === undefined) return null
  const pairs = Array.isArray(headers) ? (headers as string[]) : Object.entries(headers ?? {}).flat()
  const header = (name: string): string | undefined => {
    const at = pairs.findIndex((entry, index) => index % 2 === 0 && entry === name)
    return at === -1 ? undefined : String(pairs[at + 1])
  }
  const authority = header(':authority') ?? header('host')
  const base = authority === undefined ? origin : origin.replace(/\/\/.*/, `//${authority}`)
  return URL.parse(header(':path') ?? '/', base)
}
