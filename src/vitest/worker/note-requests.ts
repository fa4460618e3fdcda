import { stripVTControlCharacters } from 'node:util'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { writeNote } from '../../store/requests/request-notes.ts'

/**
 * Notes the changed requests of an attempt for `accept --requests`.
 *
 * @param errors the test fails with them; `undefined` when it has passed.
 */
export function noteRequests(
  { test, accepting }: TestAttempt,
  errors: ReadonlyArray<Pick<Error, 'name' | 'message'>> | undefined,
): void {
  const { acceptInto } = test.settings
  if (accepting === undefined || acceptInto === undefined) return
  const { accepted, refused } = accepting
  if (accepted.length + refused.length === 0) return
  const { owner, path } = test
  const failure = errors && firstLine(errors[0])
  writeNote(acceptInto, { owner, path, accepted, refused, ...(failure !== undefined && { failure }) })
}

function firstLine(error: Pick<Error, 'name' | 'message'> | undefined): string {
  if (error === undefined) return 'the test did not run to its end'
  return stripVTControlCharacters(`${error.name}: ${error.message}`).split('\n', 1)[0] ?? ''
}
