import type { Target } from '../http/connection-target.ts'
import { isRefused, type OfflineRules } from './offline.ts'
import { noteRefused, type OfflineTest, type OfflineWorker } from './note-refused.ts'
import { unpluggedError } from './unplugged-error.ts'

/**
 * Counts a connection that an offline run refuses, and gives its error; `undefined` for one that may be made.
 *
 * @param line the line of the app that opens it.
 */
export function refuseConnection(
  target: Target,
  line: string | undefined,
  attempt: OfflineTest | undefined,
  worker: OfflineWorker & OfflineRules,
): Error | undefined {
  if (!isRefused(target, worker)) return undefined
  const host = `${target.host}:${target.port}`
  noteRefused({ address: `tcp ${host}`, host }, line, attempt, worker)
  return unpluggedError(target)
}
