import type { Target } from '../../http/connection-target.ts'
import { agentPrototype, type AddRequest } from '../internals/node-internals.ts'

/**
 * Offers `start` each request that is given to an agent of `node:http`, until interception has started: an agent may put
 * a request on a connection from before, and then opens none. Interception itself keeps agents from that.
 *
 * If `node:http` has not been loaded, there is no such connection, and this does not load it.
 *
 * @param start says whether interception runs now, or gives the error that the request fails with.
 */
export function beforeReuse(start: (target: Target) => boolean | Error): void {
  const prototype = agentPrototype()
  if (prototype === undefined) return
  const { addRequest } = prototype
  const watched: AddRequest = function (request, options) {
    if (prototype.addRequest === watched) prototype.addRequest = addRequest
    const hasStarted = start({ host: String(options.host), port: Number(options.port) })
    if (hasStarted instanceof Error) {
      prototype.addRequest = watched
      return request.onSocket(undefined, hasStarted)
    }
    if (!hasStarted && prototype.addRequest === addRequest) prototype.addRequest = watched
    // Interception wraps the method, and this very request must go through its wrapper.
    const next = hasStarted ? prototype.addRequest : addRequest
    return next.apply(this, [request, options])
  }
  prototype.addRequest = watched
}
