import type { Socket } from 'node:net'
import type { Target } from '../../http/connection-target.ts'
import { urlOf } from '../../http/target.ts'
import { currentCaller } from '../../session/caller.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { failUnseen } from '../fail-unseen.ts'
import { watchWrites } from './watch-writes.ts'
import { WrittenRequests } from './written-requests.ts'

/** Watches a connection to another machine that no client of HTTP opens, for requests to a provider and to count it. */
export function watchElsewhere(socket: Socket, target: Target, worker: InterceptionWorker): void {
  const caller = currentCaller(worker)
  if (caller?.isWrapped) return
  let isCounted = false
  const written = new WrittenRequests({
    settings: worker.settings,
    drop: (url) => worker.otherTraffic.count('dropped', url),
    refuse: (method, url) => failUnseen(method, url, caller, worker, 'unnamed'),
    refuseOutside: () => undefined,
    sent(place) {
      if (!isCounted) worker.otherTraffic.count('passedThrough', urlOf(place))
      isCounted = true
    },
  })
  written.follow(socket, target)
  watchWrites(socket, written.judge)
}
