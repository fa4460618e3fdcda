import { credentialsOf } from '../../redact/recognize/environment-credentials.ts'
import { sameValue } from '../../util/same-value.ts'
import type { ChosenCassettes } from '../chosen-cassettes.ts'
import type { Terminal } from '../command.ts'
import type { CheckedContent } from './check-cassette.ts'
import { checkContents, type Surroundings } from './check-contents.ts'
import { checkInThreads } from './check-in-threads.ts'

/** Fewer cassettes are checked before a thread has started. */
const fewestForThreads = 300

/**
 * Checks the contents of cassettes, and collects tests. Threads check many cassettes while the tests are collected.
 *
 * @param collect it may change the environment.
 * @throws the error of `collect`, and those of `checkContents`.
 */
export async function checkBeside<T>(
  collect: () => Promise<T>,
  chosen: readonly ChosenCassettes[],
  { environment }: Pick<Terminal, 'environment'>,
): Promise<readonly [T, readonly CheckedContent[]]> {
  const now = Date.now()
  const surroundings = (): Surroundings => ({ environment: { ...environment }, now })
  const count = chosen.reduce((sum, { paths }) => sum + paths.length, 0)
  if (count < fewestForThreads) return [await collect(), await checkContents(chosen, surroundings())]
  const before = surroundings()
  const [collected, checked] = await Promise.all([collect(), checkInThreads(chosen, before)])
  const after = surroundings()
  // A global setup of the tests may have set a credential that cassettes must not hold.
  const isSame = sameValue(credentialsOf(before.environment), credentialsOf(after.environment))
  return [collected, isSame ? checked : await checkInThreads(chosen, after)]
}
