import { isLoopback } from '../../providers/loopback.ts'
import type { Caller, Callers } from '../../session/caller.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { isHttpServedHere, onHttpRequest, onServedRequest } from '../internals/node-internals.ts'
import { onUndiciRequest } from '../internals/undici-internals.ts'
import { CarriedCallers } from './carried-callers.ts'

/**
 * Carries a caller from a client to a server of the same process. The app does not see it: a server of another protocol than
 * HTTP does not get it, and neither does a request for another protocol, of which Node does not tell before the app has it.
 */
const header = 'x-vitest-cassette-caller'

/** The part of the worker's state that servers of the app read. */
export interface ServingWorker extends Callers {
  /** The attempts of the tests that run now. */
  readonly running: ReadonlySet<TestAttempt>
}

/**
 * From now on a server of the app works for the test that has sent it a request, whoever has started the server. The
 * client notes its caller in a header, and the server reads it. Without the header, the only test that runs is the caller.
 *
 * @see docs/servers.md
 */
export function serveCallers(worker: ServingWorker): void {
  const { callers } = worker
  const carried = new CarriedCallers()
  /** The header of a request that goes to a server of this process; `undefined` for any other. */
  const tokenFor = (origin: string, method: string, upgrade: unknown): string | undefined => {
    const caller = callers.getStore()
    if (caller === undefined || method === 'CONNECT' || upgrade || !URL.canParse(origin)) return undefined
    const { hostname, port, protocol } = new URL(origin)
    const isHere = isLoopback(hostname) && isHttpServedHere(Number(port || (protocol === 'https:' ? 443 : 80)))
    return isHere ? carried.tokenOf(caller) : undefined
  }
  onHttpRequest((request) => {
    if (request.headersSent) return
    const origin = `${request.protocol}//${String(request.getHeader('host'))}`
    const token = tokenFor(origin, request.method, request.getHeader('upgrade'))
    if (token !== undefined) request.setHeader(header, token)
  })
  onUndiciRequest((request) => {
    const { origin, method, upgrade } = request
    const token = tokenFor(String(origin), method, upgrade)
    if (token !== undefined) request.addHeader(header, token)
  })
  onServedRequest(header, (token) => {
    const caller = (token === undefined ? undefined : carried.callerOf(token)) ?? onlyCaller(worker)
    return caller === undefined ? undefined : (run) => callers.run(caller, run)
  })
}

/** The caller of what a server does outside of every test that runs, while exactly one runs. */
function onlyCaller({ callers, running }: ServingWorker): Caller | undefined {
  const [attempt, ...others] = running
  const isOfRunning = running.has(callers.getStore()?.attempt as TestAttempt)
  return attempt === undefined || others.length > 0 || isOfRunning ? undefined : { attempt, lane: 'main' }
}
