import { targetOf } from '../../http/target.ts'
import { isRefused } from '../../offline/offline.ts'
import type { CaughtRequest, Handler, InterceptionWorker } from '../caught-request.ts'
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
  caught.whenSent(() => noteOutside(caught, worker))
  if (!isBypassed(request.headers)) return
  caught.claim()
  removeBypassSign(request.headers)
}

/** Counts a request that goes to the network; `false` for one that only its socket can refuse. */
export function noteOutside(
  { shape, caller }: Pick<CaughtRequest, 'shape' | 'caller'>,
  worker: InterceptionWorker,
): boolean {
  const { form, url } = shape
  if (form === 'tunnel' || isRefused(targetOf(url), worker, url)) return false
  // A request of a wrapped function is a part of its call, which is recorded.
  if (!caller?.isWrapped) notePassedThrough(url, worker)
  return true
}
