import type { Interception, InterceptionWorker } from './caught-request.ts'
import { KnownHosts } from './known-hosts.ts'

const known = new WeakMap<InterceptionWorker, Interception>()

/** The things that the requests of a worker share, at whichever seam they are caught. */
export function interceptionOf(worker: InterceptionWorker): Interception {
  const existing = known.get(worker)
  if (existing !== undefined) return existing
  const interception = { worker, knownHosts: new KnownHosts() }
  known.set(worker, interception)
  return interception
}
