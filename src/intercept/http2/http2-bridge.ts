import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { StoredFailure } from '../../cassette/interaction.ts'
import { nextTurn } from '../../stream/clock.ts'
import { connectionError } from '../../stream/failure.ts'
import { answer, type AnsweringWorker } from '../../answer/answer.ts'
import type { Answer } from '../../answer/call.ts'
import { recordable } from '../recordable.ts'
import { refusalResponse } from '../../http/refusal-response.ts'
import type { Settings } from '../../cassette/settings.ts'
import type { CallSites } from '../../offline/call-site.ts'
import { offlineError, requestAddress } from '../../offline/offline-error.ts'
import { Http2Callers } from './http2-callers.ts'
import { outsideCaller, type Caller } from '../../session/caller.ts'

/** The part of the worker's state that a bridge needs. */
type BridgeWorker = AnsweringWorker & {
  readonly settings: Pick<Settings, 'include' | 'exclude'>
  readonly callSites: Pick<CallSites, 'lineOf'>
}

/** Headers that HTTP/2 forbids: it frames messages itself. */
const forbidden = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'])

/** Only where there is a client of HTTP/2: it costs every other test file several milliseconds. */
const http2 = (): typeof import('node:http2') => process.getBuiltinModule('node:http2')

let callers: Http2Callers<Caller> | undefined

/**
 * Answers an HTTP/2 client without a network: its socket is joined, in this process, to a server session that asks the
 * cassette. MSW's interception knows no HTTP/2 and leaves its clients hanging.
 *
 * Call it instead of `socket.connect()`, from within `http2.connect()`, or where that takes a socket that has connected.
 *
 * @param hasConnected the client has been told so before.
 */
export function bridgeHttp2(socket: Socket, worker: BridgeWorker, hasConnected: boolean): Socket {
  callers ??= new Http2Callers(worker.callers)
  callers.watch(socket)
  const session = http2().performServerHandshake(joined(socket))
  session.on('error', (error) => socket.destroy(error))
  session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {})
    // What goes wrong here is told to the client that asked, and to nobody else: it would end the run.
    serve(stream, headers, socket, worker).catch((error: Error) => stream.destroy(error))
  })
  if (hasConnected) return socket
  process.nextTick(() => {
    for (const event of socket instanceof TLSSocket ? ['connect', 'secureConnect', 'ready'] : ['connect', 'ready'])
      socket.emit(event)
  })
  return socket
}

/**
 * Makes a socket that has not connected the one end of a pair, and gives the other. Without a handle of the system
 * behind it, the client's session treats it as any stream.
 */
function joined(socket: Socket): Duplex {
  const server = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      socket.push(chunk)
      done()
    },
    final(done) {
      socket.push(null)
      done()
    },
  })
  ;(socket as { _handle?: { close?(): void } })._handle?.close?.()
  Object.assign(socket, {
    _handle: null,
    connecting: false,
    secureConnecting: false,
    alpnProtocol: 'h2',
    // What `tls.connect` asks of a handle after it has connected.
    setServername: () => {},
    setSession: () => {},
    _read: () => {},
    _writev: undefined,
    _write(chunk: Buffer, _encoding: string, done: () => void) {
      server.push(chunk)
      done()
    },
    _final(done: () => void) {
      server.push(null)
      done()
    },
    _destroy(error: Error | null, done: (error: Error | null) => void) {
      server.destroy()
      done(error)
      process.nextTick(() => socket.emit('close', error !== null))
    },
  })
  return server
}

async function serve(
  stream: ServerHttp2Stream,
  incoming: IncomingHttpHeaders,
  socket: Socket,
  worker: BridgeWorker,
): Promise<void> {
  const { [':method']: method = 'GET', [':path']: path = '/', [':authority']: authority = 'localhost' } = incoming
  const headers = requestHeaders(incoming)
  const caller = callers?.claim(headers) ?? outsideCaller(worker.outside)
  const bytes = await bodyOf(stream)
  if (bytes === undefined) return
  const gone = new AbortController()
  stream.once('close', () => gone.abort())
  const url = `${socket instanceof TLSSocket ? 'https' : 'http'}://${authority}${path}`
  const body = method === 'GET' || method === 'HEAD' ? null : bytes
  const request = new Request(url, { method, headers, body, signal: gone.signal })
  const breakConnection = (failure: StoredFailure): void => void socket.destroy(connectionError(failure))
  const parsed = new URL(url)
  const isOurs = recordable(worker.settings)(method, parsed)
  // It is here only because the run is offline.
  const given = isOurs
    ? await answer({ request, caller, breakConnection }, worker)
    : refused(parsed, method, socket, caller, worker)
  if ('response' in given) await respond(stream, given.response)
  else if ('failure' in given) breakConnection(given.failure)
}

/** The body of a request; `undefined` when its client gave up before it was sent, and there never was a request. */
async function bodyOf(stream: ServerHttp2Stream): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise<void>((over) => stream.once('end', over).once('close', over))
  // Node's client ends what it cancels, and resets it only then: over a network both come at once.
  await nextTurn()
  return stream.closed ? undefined : Buffer.concat(chunks)
}

function refused(url: URL, method: string, socket: Socket, caller: Caller | undefined, worker: BridgeWorker): Answer {
  const error = offlineError(requestAddress(method, url), worker.callSites.lineOf(socket), caller, worker)
  return { response: refusalResponse(url, `${error.name}: ${error.message.split('\n', 1)[0]}`) }
}

function requestHeaders(incoming: IncomingHttpHeaders): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming)) {
    if (name.startsWith(':') || value === undefined) continue
    for (const single of [value].flat()) headers.append(name, single)
  }
  return headers
}

async function respond(stream: ServerHttp2Stream, response: Response): Promise<void> {
  if (stream.destroyed || stream.closed) return
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !forbidden.has(name)))
  // The one header that is never joined: each of its lines stands for itself.
  const cookies = response.headers.getSetCookie()
  stream.respond({ ':status': response.status, ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) })
  // Over a network an answer does not come in one instant. A client's stream that is over before its app reads from it
  // is closed by Node, and the app gets ERR_STREAM_PREMATURE_CLOSE.
  await nextTurn()
  const reader = response.body?.getReader()
  stream.once('close', () => void reader?.cancel().catch(() => {}))
  try {
    for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
      if (stream.destroyed) return
      stream.write(read.value)
    }
    await nextTurn()
    stream.end()
  } catch {
    // The connection is broken already, unless it was only the body that failed.
    if (!stream.destroyed) stream.close(http2().constants.NGHTTP2_INTERNAL_ERROR)
  }
}
