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
import { watchWrites } from '../sockets/watch-writes.ts'
import { isBridged } from './bridged-sockets.ts'
import { onUndiciWrite } from '../internals/undici-internals.ts'

/** The header that carries a request's caller over a bridge. It never leaves the process. */
const callerHeader = 'x-cassette-caller'

type RequestHeaders = OutgoingHttpHeaders | readonly string[] | undefined

/** @param type the `content-type`. */
type RefuseBody = (type: string, body: string) => Error | undefined

interface Rules {
  currentCaller(): Caller | undefined
  /** The error of a request that must not be sent over a connection of its client. Its body may decide. */
  refuse(method: string, url: URL): Error | RefuseBody | undefined
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
      const header = headerReader(headers)
      const url = isUndicis ? null : urlOf(this, header)
      const refusal = url && rules.refuse(header(':method') ?? 'GET', url)
      if (refusal instanceof Error) return failedHttp2Stream(original, refusal)
      const stream = original.call(this, headers, options)
      if (typeof refusal !== 'function') {
        if (url !== null) rules.sent(url)
        return stream
      }
      watchWrites(stream, (_, bytes, isWhole) => {
        if (!isWhole) return 'wait'
        const error = refusal(header('content-type') ?? '', bytes.toString())
        // An error ends no stream of HTTP/2, and an open stream keeps its session open.
        if (error !== undefined) stream.destroy(error)
        else if (url !== null) rules.sent(url)
        return error ?? 'write'
      })
      return stream
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

/** Reads the headers of a request by name. */
function headerReader(headers: RequestHeaders): (name: string) => string | undefined {
  const pairs = Array.isArray(headers) ? (headers as string[]) : Object.entries(headers ?? {}).flat()
  return (name) => {
    const at = pairs.findIndex((entry, index) => index % 2 === 0 && String(entry).toLowerCase() === name)
    return at === -1 ? undefined : String(pairs[at + 1])
  }
}

/** The URL of a request that is made on a session. */
function urlOf(session: ClientHttp2Session, header: (name: string) => string | undefined): URL | null {
  const origin = originOfHttp2Session(session)
  if (origin === undefined) return null
  const authority = header(':authority') ?? header('host')
  const base = authority === undefined ? origin : origin.replace(/\/\/.*/, `//${authority}`)
  return URL.parse(header(':path') ?? '/', base)
}
