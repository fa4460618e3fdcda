import type { Agent } from 'node:http'
import type { Target } from './connection-target.ts'

type AddRequest = (this: Agent, request: object, options: { host?: unknown; port?: unknown }) => void

/**
 * Offers `start` each request that is given to an HTTP agent, until it says that it has started interception: an agent
 * may put a request on a connection from before, and then none is opened. Interception itself keeps agents from that.
 *
 * Where `node:http` has not been loaded there is no such connection, and it is not loaded for this.
 */
export function beforeReuse(start: (target: Target) => boolean): void {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] }
  if (moduleLoadList?.includes('NativeModule _http_agent') === false) return
  const prototype = process.getBuiltinModule('node:http').Agent.prototype as unknown as { addRequest: AddRequest }
  const { addRequest } = prototype
  const watched: AddRequest = function (request, options) {
    if (prototype.addRequest === watched) prototype.addRequest = addRequest
    const hasStarted = start({ host: String(options.host), port: Number(options.port) })
    if (!hasStarted && prototype.addRequest === addRequest) prototype.addRequest = watched
    // Interception wraps the method, and this very request must go through its wrapper.
    const next = hasStarted ? prototype.addRequest : addRequest
    return next.apply(this, [request, options])
  }
  prototype.addRequest = watched
}
