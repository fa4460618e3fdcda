import { errorMonitor } from 'node:events'
import type { Callers } from '../session/caller.ts'
import { onHttpAnswer, onHttpRequest } from './internals/node-internals.ts'

/**
 * From now on each test knows the requests of `node:http` that it has begun and that no seam has caught: they wait for a
 * connection after the call of the app, and the end of the test must not come in between. Requests of undici are caught
 * at the call.
 */
export function noteBegunRequests({ callers }: Pick<Callers, 'callers'>): void {
  const waiting = new WeakMap<object, () => void>()
  onHttpRequest((request) => {
    const arrived = callers.getStore()?.attempt.inFlight.begin()
    if (arrived === undefined) return
    // Node does not close a request whose connection fails before it is given to it.
    request.once('finish', arrived).once('close', arrived).once(errorMonitor, arrived)
    waiting.set(request, arrived)
  })
  // A request that is refused at its head may never be ended.
  onHttpAnswer((request) => waiting.get(request)?.())
}
