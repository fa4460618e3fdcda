import { targetOf } from '../http/target.ts'
import { noteRefused, requestAddress } from '../offline/note-refused.ts'
import { unpluggedError } from '../offline/unplugged-error.ts'
import type { CaughtRequest, InterceptionWorker } from './caught-request.ts'

/** Refuses a request that an offline run must not send: the client sees what it sees on a machine without a network. */
export function refuseOffline(caught: CaughtRequest, worker: InterceptionWorker): void {
  const { request, shape, caller } = caught
  noteRefused(requestAddress(request.method, shape.url), caught.callSite(), caller?.attempt, worker)
  caught.destroy(unpluggedError(targetOf(shape.url)))
}
