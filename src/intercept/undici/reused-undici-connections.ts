import type { Target } from '../../http/connection-target.ts'
import { isIntercepted } from '../internals/msw-internals.ts'
import { dropConnection, onUndiciWrite, undiciClientOn } from '../internals/undici-internals.ts'
import { undiciTarget } from '../proxies/named-target.ts'
import type { DispatcherSeam } from './dispatcher-seam.ts'

/**
 * Offers `isWatched` each request that a dispatcher of undici is about to write on a connection from before interception,
 * or of a live call. If it says yes, the connection is dropped, and undici writes the request on a new one.
 *
 * This is for dispatchers of a client's own: the pool of `fetch` has been emptied. A request that nobody has to see again
 * may use any connection: undici cannot write a body again that it has begun to read.
 */
export function beforeUndiciReuse(
  isWatched: (target: Target) => boolean | Error,
  wayOf: DispatcherSeam['wayOf'],
): void {
  // Once for each request: the connections of a user's own connector may all be out of sight.
  const moved = new WeakSet<object>()
  const live = new WeakSet<object>()
  onUndiciWrite(({ request, socket }) => {
    const way = wayOf(request)
    if (way === 'past') live.add(socket)
    if (way !== undefined) return
    const isSeen = isIntercepted(socket) && !live.has(socket)
    const target = undiciTarget(request)
    if (socket.destroyed || isSeen || target === undefined || moved.has(request)) return
    if (isWatched(target) === false) return
    moved.add(request)
    dropConnection(socket, 'connection past interception')
  })
}

/**
 * Makes a client of undici 6 that pipelines send one request after the other where `isWatched`: MSW answers one at a time
 * on a connection, and fails at the next. The client queues the others, as it does without pipelining.
 */
export function withoutPipelining(isWatched: (target: Target) => boolean): void {
  onUndiciWrite(({ request, socket }) => {
    const client = undiciClientOn(socket)
    if (client === undefined || client.pipelining <= 1) return
    const target = undiciTarget(request)
    if (target !== undefined && isWatched(target)) client.pipelining = 1
  })
}
