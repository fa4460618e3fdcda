import { targetOf } from '../../http/target.ts'
import { isRefused } from '../../offline/offline.ts'
import type { Handler } from '../caught-request.ts'
import { isBypassed, removeBypassSign } from '../internals/msw-internals.ts'
import { notePassedThrough } from '../note-passed-through.ts'
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
  // A request of a wrapped function is a part of its call, which is recorded.
  if (!caught.caller?.isWrapped) caught.whenSent(() => notePassedThrough(shape.url, worker))
  if (!isBypassed(request.headers)) return
  caught.claim()
  removeBypassSign(request.headers)
}
