import { CassetteContextError } from '../errors/cassette-context-error.ts'
import type { Caller, WorkerState } from './worker-state.ts'

/**
 * The error of what belongs to no running test. The file fails with it, unless its test has failed by a refusal of ours
 * already: what such a failure cuts short, as the other half of a `Promise.all`, comes late because of it.
 *
 * @param call what was asked, as `POST api.openai.com/v1/responses`.
 */
export function strayError(call: string, caller: Caller | undefined, worker: WorkerState): CassetteContextError {
  const test = caller?.attempt.owner.name ?? caller?.attempt.owner.file
  const error = new CassetteContextError({ call, ...(test !== undefined && { test }) })
  if (caller === undefined || caller.attempt.errors.length === 0) worker.reportStray(error)
  return error
}
