import { targetOf } from '../http/target.ts'
import { isLoopback } from '../providers/loopback.ts'
import type { InterceptionWorker } from './caught-request.ts'
import { isListeningHere } from './internals/node-internals.ts'

/** Counts a request that goes to the network unrecorded. A server of this process is the test's own, and does not count. */
export function notePassedThrough(url: URL, { otherTraffic }: Pick<InterceptionWorker, 'otherTraffic'>): void {
  const isOwnServer = isLoopback(url.hostname) && isListeningHere(targetOf(url).port)
  if (!isOwnServer) otherTraffic.count('passedThrough', url)
}
