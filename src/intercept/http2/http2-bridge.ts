import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { currentCaller, outsideCaller } from '../../session/caller.ts'
import type { LiveTerms } from '../../answer/call.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { failUnseen } from '../fail-unseen.ts'
import { live } from '../processes/child-reports.ts'
import { withoutAnnouncement } from '../internals/announcements.ts'
import { announceConnected, joinToStream } from '../internals/node-internals.ts'
import { interceptionOf } from '../interception-of.ts'
import { isDuplex } from '../request-shape.ts'
import { fateOf } from '../sockets/fate-of-request.ts'
import { openConnectionOf, setBridged, type OpenConnection } from './bridged-sockets.ts'
import { goLiveOnStream } from './go-live-on-stream.ts'
import { handleOnStream } from './handle-on-stream.ts'
import { notePassedThrough } from '../note-passed-through.ts'
import { Http2Requests, type BridgedFacts } from './http2-requests.ts'
import { LiveSession } from './live-session.ts'
import { openAgain } from './open-again.ts'

let requests: Http2Requests | undefined

/** Watches the requests of HTTP/2 clients from now on: those to providers that are not bridged are refused. */
export function watchHttp2(worker: InterceptionWorker): Http2Requests {
  requests ??= new Http2Requests({
    currentCaller: () => worker.callers.getStore(),
    fateOf(request) {
      const caller = currentCaller(worker)
      const from = request.body === undefined ? 'protocol' : 'unnamed'
      return fateOf(request, {
        settings: caller?.isWrapped ? { ...live, drop: worker.settings.drop } : worker.settings,
        refuse: (method, url) => failUnseen(method, url, caller, worker, from),
        refuseOutside: () => undefined,
      })
    },
    drop: (url) => worker.otherTraffic.count('dropped', url),
    sent(url) {
      if (!currentCaller(worker)?.isWrapped) notePassedThrough(url, worker)
    },
  })
  return requests
}

/**
 * Joins the socket of an HTTP/2 client to a server session in this process, so that its requests are answered without a
 * network. MSW's interception knows no HTTP/2 and leaves its clients hanging. Live requests go over a real session.
 *
 * Call it where `http2.connect()` takes a socket that has connected.
 *
 * @param open opens the connection that the client has asked for.
 */
export function bridgeHttp2(socket: Socket, open: OpenConnection, worker: InterceptionWorker): void {
  const { request } = watchHttp2(worker)
  setBridged(socket, open)
  // Loaded for a client of HTTP/2 only: it costs every other test file several milliseconds.
  const session = withoutAnnouncement(() =>
    process.getBuiltinModule('node:http2').performServerHandshake(joinToStream(socket)),
  )
  const live = new LiveSession(request, { open: () => openConnectionOf(socket), goAway: () => session.close() })
  socket.once('close', () => live.close())
  session.on('error', (error) => socket.destroy(error))
  session.on('remoteSettings', (settings) => live.settings(settings))
  session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {})
    // Only the client hears of an error here. Unhandled, it would end the run.
    serve({ stream, incoming: headers, socket, live }, worker).catch((error: Error) => stream.destroy(error))
  })
}

/**
 * Does the same for a socket that has not connected.
 *
 * Call it instead of `socket.connect()`, from within `http2.connect()`.
 *
 * @param args the arguments of `socket.connect()`.
 */
export function bridgeUnconnected(socket: Socket, args: readonly unknown[], worker: InterceptionWorker): Socket {
  bridgeHttp2(socket, () => openAgain(socket, args), worker)
  announceConnected(socket)
  return socket
}

interface Served {
  readonly stream: ServerHttp2Stream
  readonly incoming: IncomingHttpHeaders
  /** The client's socket. */
  readonly socket: Socket
  readonly live: LiveSession
}

async function serve({ stream, incoming, socket, live }: Served, worker: InterceptionWorker): Promise<void> {
  const { [':method']: method = 'GET', [':path']: path = '/', [':authority']: authority = 'localhost' } = incoming
  const facts = watchHttp2(worker).claim(incoming)
  const caller = facts?.caller ?? outsideCaller(worker.outside)
  const headers = requestHeaders(incoming)
  let trailers: IncomingHttpHeaders | undefined
  stream.once('trailers', (given) => (trailers = given))
  const bytes = isDuplex(incoming['content-type']) ? Buffer.alloc(0) : await bodyOf(stream, facts)
  if (bytes === undefined) return
  const gone = new AbortController()
  if (stream.closed) gone.abort()
  stream.once('close', () => gone.abort())
  const url = `${socket instanceof TLSSocket ? 'https' : 'http'}://${authority}${path}`
  const body = method === 'GET' || method === 'HEAD' ? null : bytes
  const request = new Request(url, { method, headers, body, signal: gone.signal })
  const goLive = (terms: LiveTerms): Promise<Response> =>
    goLiveOnStream({
      url,
      headers: sentHeaders(incoming, request.headers),
      body: bytes,
      trailers,
      stream,
      session: live,
      terms,
      destroy: (error) => void socket.destroy(error),
      worker,
    })
  await handleOnStream({ request, stream, socket, caller, goLive }, interceptionOf(worker))
}

/** The body of a request; `undefined` when its client gave up before it had written the whole request. */
async function bodyOf(
  stream: ServerHttp2Stream,
  facts: BridgedFacts | undefined,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise<void>((over) => stream.once('end', over).once('close', over))
  return facts?.isWhole === true ? Buffer.concat(chunks) : undefined
}

/** The headers of the client, without the sign of `bypass()`, which no provider sees. */
function sentHeaders({ accept, ...incoming }: IncomingHttpHeaders, headers: Headers): IncomingHttpHeaders {
  const accepted = headers.get('accept')
  return accept === undefined || accepted === null ? incoming : { ...incoming, accept: accepted }
}

function requestHeaders(incoming: IncomingHttpHeaders): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming)) {
    if (name.startsWith(':') || value === undefined) continue
    for (const single of [value].flat()) headers.append(name, single)
  }
  return headers
}
