import { readAttempt, type Attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'
import { groupAttempts } from './retries.ts'

/** One logical request of the app: the first attempt and the retries of its SDK. */
export interface Call {
  readonly number: number
  readonly attempts: readonly Attempt[]
  /** An attempt failed and a later one succeeded. */
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

/** An open attempt has not succeeded yet. */
function isGood(attempt: Attempt | undefined): boolean {
  return attempt?.terminal === undefined && attempt?.exchange.end !== undefined
}
