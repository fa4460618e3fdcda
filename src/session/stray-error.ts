import { CassetteContextError } from '../errors/cassette-context-error.ts'
import type { Caller } from './caller.ts'
import type { StrayErrors } from './fail-test.ts'

/**
 * The error of a request that belongs to no running test. The file fails with it, unless the test has failed with a
 * refusal of ours already: such a failure leaves the other half of a `Promise.all` behind, which then comes late.
 *
 * @param call as `POST api.openai.com/v1/responses`.
 */
export function strayError(
  call: string,
  caller: Caller | undefined,
  { reportStray }: StrayErrors,
): CassetteContextError {
  const test = caller?.attempt.owner.name ?? caller?.attempt.owner.file
  const error = new CassetteContextError({ call, ...(test !== undefined && { test }) })
  if (caller === undefined || caller.attempt.errors.length === 0) reportStray(error)
  return error
}
