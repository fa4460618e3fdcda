import type { Socket } from 'node:net'
import { answer, type AnsweringWorker } from '../answer/answer.ts'
import type { Answer, CloseListener } from '../answer/call.ts'
import { ClientSockets, type ClientSocket } from './sockets/client-sockets.ts'
import { ClientCloses } from './sockets/client-closes.ts'
import { applyInterceptors, beforeConnections, type RequestEvent } from './internals/msw-internals.ts'
import { allowOrigin, answerPreflight, crossOriginOf } from '../http/cross-origin.ts'
import { deliverAtOnce, deliverOnNextTick } from './sockets/deliver-on-next-tick.ts'
import { isBypassed, isLiveCall, removeSigns } from '../http/live-call.ts'
import type { CallSites } from '../offline/call-site.ts'
import { isRefused, type OfflineRules } from '../offline/offline.ts'
import { targetOf, urlOf } from '../http/target.ts'
import { offlineError, requestAddress } from '../offline/offline-error.ts'
import { timers } from '../stream/clock.ts'
import type { BreakConnection } from '../stream/failure.ts'
import { isRecording } from '../cassette/mode.ts'
import type { Settings } from '../cassette/settings.ts'
import { breaker } from './sockets/break-connection.ts'
import { tunnelTarget, withoutProxy } from './proxies/environment-proxies.ts'
import { refusalResponse } from '../http/refusal-response.ts'
import { recordable } from './recordable.ts'
import { givesTokens, takeTokenExchange } from './kinds/token-exchange.ts'
import { refuseWebSocket, webSocketUrl } from './kinds/web-socket.ts'
import { currentCaller, type Caller } from '../session/caller.ts'
import type { UndiciCallers } from './undici/undici-callers.ts'

/** The part of the worker's state that interception needs. */
export type InterceptionWorker = AnsweringWorker &
  OfflineRules & {
    readonly settings: Pick<Settings, 'mode' | 'modeSource' | 'include' | 'exclude' | 'upstream'>
    readonly answeredBy: 'interception' | 'handlers'
    readonly callSites: Pick<CallSites, 'lineOf'>
  }

/**
 * Turns interception on for the rest of the process: from now on every recordable request is answered here.
 *
 * @param bridgeHttp2 talks HTTP/2 with a client, which most processes have none of.
 */
export function startInterception(
  worker: InterceptionWorker,
  undici: UndiciCallers<Caller>,
  bridgeHttp2: (socket: Socket, hasConnected: boolean) => void,
): void {
  /** Hosts that clients have asked a proxy for while recording. */
  const tunnels = new Set<string>()
  const sockets = new ClientSockets(
    (host, port) => undici.hasConnectedTo(host, port),
    (target, client, isUsed) => {
      if (!isRefused(target, worker)) return undefined
      // A client of a provider's that was closed before it asked has done nothing.
      if (!isUsed && recordable(worker.settings)('POST', urlOf(target))) return undefined
      const address = `tcp ${target.host}:${target.port}`
      const caller = currentCaller(worker)
      return offlineError(
        { address, host: `${target.host}:${target.port}` },
        worker.callSites.lineOf(client),
        caller,
        worker,
      )
    },
    (target, client) => {
      if (!isRefused(target, worker) && !recordable(worker.settings)('POST', urlOf(target))) return false
      bridgeHttp2(client, true)
      return true
    },
  )
  const closings = new ClientCloses()
  const { requests, connections } = applyInterceptors()
  beforeConnections(connections, sockets.watch)
  /** A server of the user's may answer it; where nobody does, it must not go out. */
  const refuseAtTheEnd = ({ request, controller }: RequestEvent, socket: ClientSocket | undefined, url: URL): void => {
    const caller = undici.of(socket) ?? currentCaller(worker)
    controller.passthrough = async () => {
      const line = worker.callSites.lineOf(socket?._httpMessage, socket)
      const error = offlineError(requestAddress(request.method, url), line, caller, worker)
      if (url.protocol.startsWith('ws')) socket?.destroy(error)
      else controller.respondWith(refusalResponse(url, `${error.name}: ${error.message.split('\n', 1)[0]}`))
    }
  }
  requests.earlyOn('request', async (event: RequestEvent) => {
    const { request, controller } = event
    // Read now: after the first await another request may be in delivery.
    const socket = sockets.current
    if (socket !== undefined) deliverAtOnce(socket)
    if (takeTokenExchange(event, worker)) return
    const header = (name: string): string | undefined => headerOf(request, socket, undici, name)
    const tunnel = tunnelTarget(request)
    const isOffline = isRefused(targetOf(tunnel ?? new URL(request.url)), worker)
    if (isLiveCall(request.headers) && !isOffline) {
      event.stopImmediatePropagation()
      removeSigns(request.headers)
      return
    }
    if (tunnel !== undefined) {
      if (!recordable(worker.settings)('POST', tunnel) && !givesTokens(tunnel, worker.settings)) {
        if (isOffline) refuseAtTheEnd(event, socket, tunnel)
        return
      }
      // What comes through the tunnel is intercepted like everything else. In replay there need be no proxy.
      event.stopImmediatePropagation()
      if (isRecording(worker.settings.mode)) tunnels.add(tunnel.host)
      else {
        await sockets.finishConnecting(socket)
        controller.respondWith(new Response(null, { status: 200 }))
      }
      return
    }
    const hasBypass = isBypassed(request.headers)
    const webSocket = webSocketUrl(request, header)
    const page = crossOriginOf(request.method, header)
    const method = page?.asksFor?.method ?? request.method
    if (!recordable(worker.settings)(method, webSocket ?? new URL(request.url))) {
      if (isOffline) refuseAtTheEnd(event, socket, webSocket ?? new URL(request.url))
      else if (hasBypass) {
        event.stopImmediatePropagation()
        removeSigns(request.headers)
      }
      return
    }
    removeSigns(request.headers)
    const caller = undici.of(socket) ?? currentCaller(worker)
    if (webSocket !== undefined) {
      // Before any handler: one can answer a request, but not open a socket.
      event.stopImmediatePropagation()
      socket?.destroy(refuseWebSocket(webSocket, caller, worker))
      return
    }
    if (page?.asksFor !== undefined) {
      event.stopImmediatePropagation()
      controller.respondWith(answerPreflight(page.origin, page.asksFor))
      return
    }
    const url = new URL(request.url)
    const error = tunnels.has(url.host) ? withoutProxy(url, worker.settings) : undefined
    if (error !== undefined && caller !== undefined) {
      event.stopImmediatePropagation()
      caller.attempt.fail(error)
      controller.respondWith(refusalResponse(url, `${error.name}: ${error.message.split('\n', 1)[0]}`))
      return
    }
    const breakConnection = breaker(socket, controller)
    if (socket !== undefined) closings.watch(socket)
    const answerIt = async (): Promise<void> => {
      askForBody(socket)
      const whenClosed = socket && ((listener: CloseListener) => closings.whenClosed(socket, listener))
      const given = await answer({ request, caller, breakConnection, ...(whenClosed && { whenClosed }) }, worker)
      if ('response' in given && page !== undefined) allowOrigin(page.origin, given.response)
      if (socket !== undefined) deliverOnNextTick(socket)
      await respond(controller, given, breakConnection)
    }
    if (worker.answeredBy === 'handlers' && !hasBypass) {
      // What no server answers would go to the network: its server does not listen, or passes it through.
      controller.passthrough = answerIt
      return
    }
    event.stopImmediatePropagation()
    await answerIt()
  })
}

/** Where a page is emulated its `Request` stands for Node's, and hides what scripts of a page may not set. */
function headerOf(
  request: Request,
  socket: ClientSocket | undefined,
  undici: UndiciCallers<Caller>,
  name: string,
): string | undefined {
  const header =
    request.headers.get(name) ??
    socket?._httpMessage?.getHeader(name) ??
    (socket === undefined ? undefined : undici.headerOf(socket, name))
  return header === undefined ? undefined : String(header)
}

/** A client that announced its body sends it only when it is told to go on. */
function askForBody(socket: ClientSocket | undefined): void {
  const expected = socket?._httpMessage?.getHeader('expect')
  if (String(expected).toLowerCase() !== '100-continue') return
  // Later, because the client may write at once, and the parser of its head is still at work.
  timers.setImmediate(() => socket?.push('HTTP/1.1 100 Continue\r\n\r\n'))
}

async function respond(
  controller: RequestEvent['controller'],
  given: Answer,
  breakConnection: BreakConnection,
): Promise<void> {
  // The client may have gone by now, which has settled the request already.
  if (controller.readyState !== 0) return
  if ('response' in given) controller.respondWith(given.response)
  else if ('failure' in given) breakConnection(given.failure)
  else await new Promise<never>(() => {})
}
