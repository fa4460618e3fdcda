import type { Socket } from 'node:net'
import { answer, type Answer } from './answer.ts'
import { ClientSockets } from './client-sockets.ts'
import { applyInterceptors, beforeConnections, type RequestEvent } from './interceptors.ts'
import { isLiveCall, removeBypassSign } from './live-call.ts'
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
    const given = await answer({ request, caller, breakConnection: breaker(socket) }, runtime)
    await respond(controller, given)
  })
}

async function respond(controller: RequestEvent['controller'], given: Answer): Promise<void> {
  // The client may have gone by now, which has settled the request already.
  if (controller.readyState !== 0) return
  if ('response' in given) controller.respondWith(given.response)
  else if ('error' in given) controller.errorWith(given.error)
  else await new Promise<never>(() => {})
}

function outsideCaller({ outside }: Runtime): Caller | undefined {
  return outside && { scope: outside, lane: 'main' }
}

function breaker(socket: Socket | undefined): (error: Error) => void {
  return (error) => void socket?.destroy(error)
}
