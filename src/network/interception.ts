import { answer, type Answer } from './answer.ts'
import { ClientSockets, type ClientSocket } from './client-sockets.ts'
import { applyInterceptors, beforeConnections, type RequestEvent } from './interceptors.ts'
import { isLiveCall, removeBypassSign } from './live-call.ts'
import { timers } from '../stream/clock.ts'
import { connectionError, nodeConnectionError, type BreakConnection } from '../stream/failure.ts'
import { recordable } from './recordable.ts'
import type { Caller, Runtime } from './runtime.ts'
import type { UndiciCallers } from './undici-callers.ts'

/** Turns interception on for the rest of the process: from now on every recordable request is answered here. */
export function startInterception(runtime: Runtime, undici: UndiciCallers<Caller>): void {
  const sockets = new ClientSockets((host, port) => undici.hasConnectedTo(host, port))
  const { requests, connections } = applyInterceptors()
  beforeConnections(connections, sockets.watch)
  requests.earlyOn('request', async (event: RequestEvent) => {
    const { request, controller } = event
    // Read now: after the first await another request may be in delivery.
    const socket = sockets.current
    if (isLiveCall(request.headers)) {
      event.stopImmediatePropagation()
      removeBypassSign(request.headers)
      return
    }
    if (runtime.answeredBy === 'handlers' || !recordable(runtime.settings)(request.method, new URL(request.url))) return
    event.stopImmediatePropagation()
    const caller = undici.of(socket) ?? runtime.callers.getStore() ?? outsideCaller(runtime)
    askForBody(socket)
    const breakConnection = breaker(socket)
    await respond(controller, await answer({ request, caller, breakConnection }, runtime), breakConnection)
  })
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

function outsideCaller({ outside }: Runtime): Caller | undefined {
  return outside && { scope: outside, lane: 'main' }
}

function breaker(socket: ClientSocket | undefined): BreakConnection {
  const toError = socket?._httpMessage == null ? connectionError : nodeConnectionError
  return (failure) => void socket?.destroy(toError(failure))
}
