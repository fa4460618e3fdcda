import { isLoopback } from '../../providers/loopback.ts'
import { targetOf } from '../../http/target.ts'
import { isRefused } from '../../offline/offline.ts'
import type { Handler } from '../caught-request.ts'
import { isBypassed, removeBypassSign } from '../internals/msw-internals.ts'
import { isListeningHere } from '../internals/node-internals.ts'
import { refuseOffline } from '../refuse-request.ts'

/**
 * Leaves a request to the servers of the user and to the network. In an offline run a server of the user may answer it,
 * but it does not go out.
 */
export const outside: Handler = (caught, { worker }) => {
  const { request, shape } = caught
  const url = shape.form === 'tunnel' ? undefined : shape.url
  if (isRefused(targetOf(shape.url), worker, url)) return caught.whenUnanswered(() => refuseOffline(caught, worker))
  if (shape.form === 'tunnel') return
  if (!isOwnServer(shape.url)) caught.whenSent(() => worker.otherTraffic.count('passedThrough', shape.url))
  if (!isBypassed(request.headers)) return
  caught.claim()
  removeBypassSign(request.headers)
}

/** Says whether a server of this process listens there, as the servers of tests do. */
function isOwnServer(url: URL): boolean {
  return isLoopback(url.hostname) && isListeningHere(targetOf(url).port)
}
