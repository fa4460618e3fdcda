import { readAttempt, type Attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'
import { groupAttempts } from './retries.ts'

/** One logical request of the app: an attempt, and those that its SDK made again after a failure. */
export interface Call {
  readonly number: number
  readonly attempts: readonly Attempt[]
  /** A later attempt did what an earlier one failed to do. */
  readonly isRecovered: boolean
}

/** The calls of a test, in the order they were made. */
export function callsOf(exchanges: readonly Exchange[]): readonly Call[] {
  return groupAttempts(exchanges, readAttempt, ({ terminal }) => terminal?.at).map((attempts, index) => ({
    number: index + 1,
    attempts,
    isRecovered: attempts.length > 1 && isGood(attempts.at(-1)),
  }))
}

/** One that still goes on has made nothing good. */
function isGood(attempt: Attempt | undefined): boolean {
  return attempt?.terminal === undefined && attempt?.exchange.end !== undefined
}
