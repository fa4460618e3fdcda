import type { CloseListener } from '../../answer/call.ts'
import { isRecording } from '../../cassette/mode.ts'
import { timers } from '../../stream/clock.ts'
import { whenOver } from '../../stream/when-over.ts'
import { asResponse, type GivenResponse } from '../../http/given-response.ts'
import type { AgentSeam } from '../node-http/agent-seam.ts'
import { currentCaller, type Caller } from '../../session/caller.ts'
import type { CaughtRequest, InterceptionWorker } from '../caught-request.ts'
import { expectWithoutHandler, type RequestEvent } from '../internals/msw-internals.ts'
import { httpRequestOn, type ClientSocket } from '../internals/node-internals.ts'
import { shapeOf } from '../request-shape.ts'
import { requestUrl } from '../request-url.ts'
import type { UnseenAnswers } from '../unseen-answers.ts'
import type { DispatcherSeam } from '../undici/dispatcher-seam.ts'
import type { UndiciCallers } from '../undici/undici-callers.ts'
import { breaker, endConnection } from './break-connection.ts'
import type { ClientCloses } from './client-closes.ts'
import type { ClientSockets } from './client-sockets.ts'
import { connectClient } from './connect-client.ts'
import { deliverAtOnce, deliverOnNextTick } from './deliver-on-next-tick.ts'
import { withoutConnection } from '../live/other-side-closed.ts'
import { goLiveOnSocket } from './go-live-on-socket.ts'
import type { LiveConnections } from './live-connections.ts'
import { respondOnSocket } from './respond-on-socket.ts'

/** The parts of the process that a request on a socket is caught with. */
export interface SocketSeam {
  readonly worker: InterceptionWorker
  readonly undici: UndiciCallers<Caller>
  readonly dispatchers: Pick<DispatcherSeam, 'wayOn' | 'isFetchOn'>
  readonly agents: Pick<AgentSeam, 'wayOf'>
  readonly unseen: Pick<UnseenAnswers, 'caught'>
  readonly sockets: ClientSockets
  readonly closes: ClientCloses
  readonly connections: LiveConnections
}

/**
 * Catches a request of HTTP/1.1 while its bytes are written on a socket.
 *
 * Call it in the turn in which MSW reports the request: after the first `await`, another request may be in delivery.
 */
export function catchOnSocket(
  event: RequestEvent,
  { worker, undici, dispatchers, agents, unseen, sockets, closes, connections }: SocketSeam,
): CaughtRequest {
  const { controller } = event
  const request = named(event.request, worker.settings)
  const socket = sockets.current
  // MSW takes the maker of the first request on a connection for that of all: the undici package may have made that one.
  if (sockets.hasSentRequest(socket) && dispatchers.isFetchOn(socket)) event.initiator = event.request
  sockets.noteRequest(socket, request.method)
  const target = sockets.currentTarget
  if (socket !== undefined) deliverAtOnce(socket)
  const breakConnection = breaker(socket, controller)
  const passthrough = controller.passthrough.bind(controller)
  const caller = undici.of(socket) ?? currentCaller(worker)
  const shape = shapeOf(request, (name) => headerOf(request, socket, undici, name))
  const outgoing = httpRequestOn(socket)
  const way = dispatchers.wayOn(socket) ?? (outgoing && agents.wayOf(outgoing))
  const callSite = (): string | undefined => worker.callSites.lineOf(outgoing, socket)
  const respond = (response: GivenResponse): void => {
    const connection = sockets.connectionOf(socket)
    // MSW opens the tunnel with its answer.
    if (socket === undefined || connection === undefined || shape.form === 'tunnel')
      return controller.respondWith(asResponse(response))
    controller.errorWith()
    void respondOnSocket(response, request, socket, connection)
  }
  return {
    request,
    shape: way === 'past' ? { ...shape, isLive: true } : shape,
    copy: () => request.clone(),
    caller,
    callSite,
    claim() {
      unseen.caught(socket)
      event.stopImmediatePropagation()
    },
    whenUnanswered(callback, withoutHandler) {
      if (withoutHandler === 'expected') expectWithoutHandler(request)
      unseen.caught(socket)
      controller.passthrough = async () => callback()
    },
    whenSent(callback) {
      // The seam that lets it go has counted it.
      if (way === 'outside') return
      controller.passthrough = () => {
        callback()
        return passthrough()
      }
    },
    respond,
    destroy: (error) => void (socket === undefined ? controller.errorWith(error) : socket.destroy(error)),
    begin() {
      if (socket === undefined) return { request, caller, callSite, breakConnection, goLive: withoutConnection }
      closes.watch(socket)
      const whenClosed = closes.whenClosed.bind(closes, socket)
      const whenLeft = (listener: CloseListener): void => {
        whenClosed(listener)
        whenOver(request.signal, () => listener('closed'))
      }
      const call = { request, caller, callSite, breakConnection, whenClosed: whenLeft, goLive: withoutConnection }
      const connection = sockets.connectionOf(socket)
      if (connection === undefined) return call
      // A handler of the user may read the body, and so does whoever answers.
      const sent = isRecording(worker.settings.mode) ? request.clone() : request
      return {
        ...call,
        goLive: (terms) =>
          goLiveOnSocket({
            request: sent,
            client: socket,
            connection,
            target,
            writtenBody: sockets.bodyOf(socket),
            terms,
            page: shape.page?.origin,
            whenClosed,
            destroy: (error) => endConnection(socket, error),
            worker,
            connections,
          }),
      }
    },
    tellConnected() {
      const connection = sockets.connectionOf(socket)
      if (connection !== undefined) void connectClient(connection)
    },
    askForBody() {
      const expected = httpRequestOn(socket)?.getHeader('expect')
      if (String(expected).toLowerCase() !== '100-continue') return
      // Later, because the client may write at once, and the parser of its head is still at work.
      timers.setImmediate(() => socket?.push('HTTP/1.1 100 Continue\r\n\r\n'))
    },
    async give(given) {
      if (socket !== undefined) deliverOnNextTick(socket)
      // The client may have gone by now, which has settled the request already.
      if (controller.readyState !== 0) return
      if ('response' in given) respond(given.response)
      else if ('failure' in given) breakConnection(given.failure)
      else if ('live' in given) controller.errorWith()
      else await new Promise<never>(() => {})
    },
    finishConnecting: () => sockets.finishConnecting(socket),
  }
}

/** The request by its name, where a client that has looked that up itself connects to an address. */
function named(request: Request, settings: InterceptionWorker['settings']): Request {
  if (!/^https?:\/\/[\d.[]/.test(request.url)) return request
  const url = new URL(request.url)
  const name = requestUrl(url, url.pathname + url.search, request.headers.get('host'), settings)
  return name === request.url ? request : new Request(name, request.clone())
}

/** An emulated page replaces `Request` by its own, which hides the headers that scripts of a page may not set. */
function headerOf(
  request: Request,
  socket: ClientSocket | undefined,
  undici: UndiciCallers<Caller>,
  name: string,
): string | undefined {
  const header =
    request.headers.get(name) ??
    httpRequestOn(socket)?.getHeader(name) ??
    (socket === undefined ? undefined : undici.headerOf(socket, name))
  return header === undefined ? undefined : String(header)
}
