import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { CloseListener, LiveTerms } from '../../answer/call.ts'
import { redirectedHeaders } from '../../http/upstream.ts'
import { ClientLeft } from '../../stream/client-left.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { AnswerRelay } from '../live/answer-relay.ts'
import { relayPieces, sendHttp1 } from '../live/send-http1.ts'
import type { LiveSession } from './live-session.ts'
import { streamClosed } from './stream-closed.ts'
import { streamReceiver } from './stream-receiver.ts'

export interface StreamCall {
  readonly url: string
  /** The headers of the client, as it has sent them. */
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
  /** The trailers of the client. */
  readonly trailers: OutgoingHttpHeaders | undefined
  readonly stream: ServerHttp2Stream
  readonly session: LiveSession
  readonly terms: LiveTerms
  /** Ends the client's connection with an error. */
  readonly destroy: (error: Error) => void
  readonly worker: Pick<InterceptionWorker, 'callers' | 'past'>
}

/**
 * Sends the request of an HTTP/2 client over the real session of the client. The client receives the answer as it comes. A
 * redirect leads to a server of HTTP/1.1.
 *
 * @returns a copy of the answer.
 */
export async function goLiveOnStream(call: StreamCall): Promise<Response> {
  const { stream, terms, worker } = call
  if (stream.destroyed) {
    terms.left('closed')
    throw new ClientLeft()
  }
  const method = String(call.headers[':method'])
  let isOver = false
  let whenLeft: CloseListener = () => {}
  const left = new AbortController()
  stream.once('close', () => {
    left.abort()
    if (!isOver) whenLeft('closed')
  })
  let abort: (reason: Error) => void = () => {}
  const receiver = streamReceiver(stream, call.destroy)
  const relay = new AnswerRelay({
    method,
    client: {
      ...receiver,
      end(trailers) {
        isOver = true
        receiver.end(trailers)
      },
    },
    terms,
    left: left.signal,
    whenClosed: (listener) => (whenLeft = listener),
    abort: (reason) => abort(reason),
    inClient: AsyncLocalStorage.snapshot(),
  })
  const send = (): void => {
    const { redirect } = terms
    if (redirect === undefined) {
      const request = sendHttp2(call, relay)
      abort = () => request.close(process.getBuiltinModule('node:http2').constants.NGHTTP2_CANCEL)
      return
    }
    const headers = redirectedHeaders(http1Headers(call), redirect)
    const path = redirect.url.pathname + redirect.url.search
    const outgoing = sendHttp1({ method, path, headers, body: call.body }, redirect.url, relay)
    abort = (reason) => outgoing.destroy(reason)
  }
  try {
    // Outside the test: its clock and its random numbers must be the same in a replay, which sends nothing.
    worker.callers.exit(() => worker.past(send))
  } catch (error) {
    relay.fail(error as Error)
  }
  return relay.response
}

function sendHttp2({ url, headers, body, trailers: own, session }: StreamCall, relay: AnswerRelay): ClientHttp2Stream {
  const isWhole = body.byteLength === 0 && own === undefined
  const request = session.request(new URL(url).origin, headers, {
    endStream: isWhole,
    waitForTrailers: own !== undefined,
  })
  if (own !== undefined) request.on('wantTrailers', () => request.sendTrailers(own))
  let hasHead = false
  const head = (raw: readonly string[]): void => {
    const [status, fields] = splitHead(raw)
    relay.head(status, fields, '')
  }
  let trailers: readonly string[] = []
  request.on('headers', (_headers, _flags, raw) => head(raw))
  request.on('response', (_headers, _flags, raw) => {
    hasHead = true
    head(raw)
  })
  request.on('trailers', (_headers, _flags, raw) => (trailers = raw))
  relayPieces(request, relay)
  // Node also announces the end of a stream that its server has cancelled, or has closed without an answer.
  request.on('end', () => hasHead && request.rstCode === 0 && relay.end(trailers))
  request.on('error', (error) => relay.fail(errorOfSession(error)))
  request.once('close', () => relay.fail(streamClosed(request.rstCode)))
  if (!isWhole) request.end(body)
  return request
}

/** The error of the session where it has ended a stream that was not sent yet: the client meets it on its own session. */
function errorOfSession(error: NodeJS.ErrnoException): Error {
  return error.code === 'ERR_HTTP2_STREAM_CANCEL' && error.cause instanceof Error ? error.cause : error
}

/** The status and the other headers of a head. */
function splitHead(raw: readonly string[]): [status: number, headers: string[]] {
  let status = 0
  const headers: string[] = []
  for (let at = 0; at + 1 < raw.length; at += 2)
    if (raw[at] === ':status') status = Number(raw[at + 1])
    else headers.push(raw[at]!, raw[at + 1]!)
  return [status, headers]
}

/** The headers of a request for a server of HTTP/1.1, which reads the length of a body from them. */
function http1Headers({ headers, body }: StreamCall): string[] {
  const { [':authority']: host = '', te: _te, 'content-length': _length, ...others } = headers
  const fields = Object.entries(others).filter(([name]) => !name.startsWith(':'))
  const length = body.byteLength === 0 ? [] : ['content-length', String(body.byteLength)]
  const flat = fields.flatMap(([name, value]) => [value ?? []].flat().flatMap((text) => [name, text]))
  return ['host', host, ...flat, ...length]
}
