import { CassetteContextError } from '../errors/cassette-context-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import type { StrayErrors } from './fail-test.ts'

/**
 * The error of a request that belongs to no running test. The file fails with it, unless the test has failed with a
 * refusal of ours already: such a failure leaves the other half of a `Promise.all` behind, which then comes late.
 *
 * @param call as `POST api.openai.com/v1/responses`.
 * @param attempt the one that has ended; `undefined` when none is known.
 */
export function strayError(
  call: string,
  attempt: { readonly test: { readonly owner: CassetteOwner }; readonly errors: readonly Error[] } | undefined,
  { reportStray }: StrayErrors,
): CassetteContextError {
  const { name, file } = attempt?.test.owner ?? {}
  const test = name ?? file
  const error = new CassetteContextError({ call, ...(test !== undefined && { test }) })
  if (attempt === undefined || attempt.errors.length === 0) reportStray(error)
  return error
}
