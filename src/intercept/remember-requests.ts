import type { CallSites } from '../offline/call-site.ts'
import { onHttpRequest } from './internals/node-internals.ts'
import { onUndiciRequest, onUndiciWrite } from './internals/undici-internals.ts'

/** From now on remembers the line of the app that makes each request of undici, `fetch` and `node:http`. */
export function rememberRequests(callSites: Pick<CallSites, 'remember' | 'copy'>): void {
  onUndiciRequest((request) => callSites.remember(request))
  onHttpRequest((request) => callSites.remember(request))
  // Interception knows a request of undici by the socket that it is written on.
  onUndiciWrite(({ request, socket }) => callSites.copy(request, socket))
}
