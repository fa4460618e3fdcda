import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import type { Caller } from '../../session/caller.ts'
import { socketsOfHttp2Session, streamUnder, type Http2Request } from '../internals/node-internals.ts'
import { onUndiciWrite } from '../internals/undici-internals.ts'
import { isBridged } from './bridged-sockets.ts'
import { judgeHttp2Requests, type Http2Rules, type RequestHeaders } from './judge-requests.ts'

/** The header that carries the facts of a request over a bridge. It never leaves the process. */
const callerHeader = 'x-cassette-caller'

/** The facts of a request that its client knows. */
export interface BridgedFacts {
  readonly caller: Caller | undefined
  /** Whether the client has written its whole request. It may have cancelled since. */
  isWhole: boolean
}

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
  readonly #facts = new Map<string, BridgedFacts>()
  #count = 0
  /** `session.request` as Node has it. */
  readonly request: Http2Request

  constructor(rules: Rules) {
    // Undici says on which socket it writes, and writes at once. Its requests are caught before they have a connection.
    const ofUndici = new WeakSet<object>()
    onUndiciWrite(({ socket }) => ofUndici.add(socket))
    this.request = judgeHttp2Requests({
      ...rules,
      caught: (session, headers, send) => {
        const stream = streamUnder(session)
        if (stream !== undefined && isBridged(stream)) return this.#sendOverBridge(rules.currentCaller(), headers, send)
        return socketsOfHttp2Session(session).some((socket) => ofUndici.has(socket)) ? send(headers) : undefined
      },
    })
  }

  /** The facts of a bridged request. Removes the header that carries them. */
  claim(headers: IncomingHttpHeaders): BridgedFacts | undefined {
    const id = headers[callerHeader]
    if (typeof id !== 'string') return undefined
    delete headers[callerHeader]
    const facts = this.#facts.get(id)
    this.#facts.delete(id)
    return facts
  }

  #sendOverBridge(
    caller: Caller | undefined,
    headers: RequestHeaders,
    send: (headers: RequestHeaders) => ClientHttp2Stream,
  ): ClientHttp2Stream {
    const id = String((this.#count += 1))
    const facts: BridgedFacts = { caller, isWhole: false }
    this.#facts.set(id, facts)
    const stream = send(withHeader(headers, id))
    facts.isWhole = stream.writableEnded
    const end = stream.end.bind(stream) as (...args: unknown[]) => ClientHttp2Stream
    stream.end = (...args: unknown[]) => {
      // Node ends a stream that its client cancels.
      facts.isWhole ||= !stream.closed
      return end(...args)
    }
    return stream
  }
}

function withHeader(headers: RequestHeaders, id: string): RequestHeaders {
  return Array.isArray(headers)
    ? [...(headers as string[]), callerHeader, id]
    : { ...(headers as OutgoingHttpHeaders), [callerHeader]: id }
}
