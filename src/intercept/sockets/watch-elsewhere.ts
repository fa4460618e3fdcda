import { Socket } from 'node:net'
import { isLocal, type Target } from '../../http/connection-target.ts'
import { urlOf } from '../../http/target.ts'
import { refuseConnection } from '../../offline/refuse-connection.ts'
import { currentCaller } from '../../session/caller.ts'
import { appLine } from '../../util/app-frames.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { failUnseen } from '../fail-unseen.ts'
import { watchHttp2 } from '../http2/http2-bridge.ts'
import { httpRequestOn, isHttp2Loaded, socketUnder } from '../internals/node-internals.ts'
import { isIntercepted } from '../internals/msw-internals.ts'
import { onUndiciWrite } from '../internals/undici-internals.ts'
import { watchWrites } from './watch-writes.ts'
import { WrittenRequests } from './written-requests.ts'

const followed = new WeakMap<Socket, WrittenRequests>()

/** The judge of a socket that is followed, or of TLS over it that interception does not see. */
function judgeOf(socket: Socket): WrittenRequests | undefined {
  const under = isIntercepted(socket) ? undefined : socketUnder(socket)
  return followed.get(socket) ?? (under && followed.get(under))
}

let isWatching = false

function watch(isSettled: (request: object) => boolean): void {
  if (isWatching) return
  isWatching = true
  const ofUndici = new WeakSet<Socket>()
  onUndiciWrite(({ socket }) => ofUndici.add(socket))
  watchWrites(
    Socket.prototype,
    (socket, bytes, isWhole) => judgeOf(socket)?.judge(socket, bytes, isWhole) ?? 'write',
    (socket) => {
      // Requests of undici and of `node:http` over such a connection, as through SOCKS, are caught before.
      const request = httpRequestOn(socket)
      return judgeOf(socket) !== undefined && !ofUndici.has(socket) && (request === undefined || !isSettled(request))
    },
  )
}

/**
 * Watches a connection that is not intercepted, for requests to a provider and to count it.
 *
 * @param isSettled says whether nobody has to see a request of `node:http` again.
 */
export function watchElsewhere(
  socket: Socket,
  target: Target,
  worker: InterceptionWorker,
  isSettled: (request: object) => boolean,
): void {
  const caller = currentCaller(worker)
  if (caller?.isWrapped) return
  watch(isSettled)
  if (isHttp2Loaded()) watchHttp2(worker)
  let isCounted = false
  const written = new WrittenRequests({
    settings: worker.settings,
    drop: (url) => worker.otherTraffic.count('dropped', url),
    refuse: (method, url) => failUnseen(method, url, caller, worker, 'unnamed'),
    refuseOutside: (place) => refuseConnection(place, appLine(), caller?.attempt, worker),
    sent(place) {
      if (!isCounted && !isLocal(place)) worker.otherTraffic.count('passedThrough', urlOf(place))
      isCounted = true
    },
  })
  written.follow(socket, target)
  followed.set(socket, written)
}
