import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2'
import {
  failedHttp2Stream,
  http2SessionPrototype,
  originOfHttp2Session,
  type Http2Request,
} from '../internals/node-internals.ts'
import type { Fate } from '../sockets/fate-of-request.ts'
import type { WrittenRequest } from '../sockets/read-written-request.ts'
import { watchWrites } from '../sockets/watch-writes.ts'
import { like } from '../../util/like.ts'
import { noContentStream } from './no-content-stream.ts'

export type RequestHeaders = OutgoingHttpHeaders | readonly string[] | undefined

export interface Http2Rules {
  /** Sends a request that is caught elsewhere; `undefined` for every other one. */
  readonly caught?: (
    session: ClientHttp2Session,
    headers: RequestHeaders,
    send: (headers: RequestHeaders) => ClientHttp2Stream,
  ) => ClientHttp2Stream | undefined
  readonly fateOf: (request: WrittenRequest, session: ClientHttp2Session) => Fate
  /** Is called with each request that nobody needs. */
  readonly drop: (url: URL) => void
  /** Is called with each request that is sent. */
  readonly sent: (url: URL) => void
}

/**
 * Judges the requests of HTTP/2 clients where they are made, over connections of their own.
 *
 * @returns `session.request` as Node has it.
 */
export function judgeHttp2Requests({ caught, fateOf, drop, sent: noteSent }: Http2Rules): Http2Request {
  const prototype = http2SessionPrototype()
  const original = prototype.request
  const judged: Http2Request = function (headers, options) {
    const send = (given = headers): ClientHttp2Stream => original.call(this, given, options)
    const sent = caught?.(this, headers, send)
    if (sent !== undefined) return sent
    const request = requestOf(this, headers)
    if (request === undefined) return send()
    const judge = (body?: string): Fate => {
      const fate = fateOf({ ...request, body }, this)
      if (fate === 'sent') noteSent(request.url)
      return fate
    }
    const fate = judge()
    if (fate instanceof Error) return failedHttp2Stream(original, fate)
    if (fate === 'dropped') {
      drop(request.url)
      return noContentStream(original, headers, options)
    }
    const stream = send()
    if (fate === 'undecided')
      watchWrites(stream, (_, bytes, isWhole) => {
        const verdict = isWhole ? judge(bytes.toString()) : 'undecided'
        if (!(verdict instanceof Error)) return verdict === 'undecided' ? 'wait' : 'write'
        // An error alone leaves a stream of HTTP/2 open.
        stream.destroy(verdict)
        return verdict
      })
    return stream
  }
  prototype.request = like(original, judged)
  return original
}

/** A request that is made on a session; `undefined` when the session is over. */
function requestOf(session: ClientHttp2Session, headers: RequestHeaders): WrittenRequest | undefined {
  const pairs = Array.isArray(headers) ? (headers as string[]) : Object.entries(headers ?? {}).flat()
  const header = (name: string): string | undefined => {
    const at = pairs.findIndex((entry, index) => index % 2 === 0 && String(entry).toLowerCase() === name)
    return at === -1 ? undefined : String(pairs[at + 1])
  }
  const origin = originOfHttp2Session(session)
  const authority = header(':authority') ?? header('host')
  const base = authority === undefined ? origin : origin?.replace(/\/\/.*/, `//${authority}`)
  const path = header(':path') ?? '/'
  // A process that a test starts may run on a Node without `URL.parse`.
  if (base === undefined || !URL.canParse(path, base)) return undefined
  const url = new URL(path, base)
  const isEncoded = header('content-encoding') !== undefined
  const method = header(':method') ?? 'GET'
  const type = header('content-type') ?? ''
  return { method, url, type, body: undefined, length: undefined, isProxied: false, isEncoded }
}
