import { readAttempt, type Attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'

/** One logical request of the app: an attempt, and those that its SDK made again after a failure. */
export interface Call {
  readonly number: number
  readonly attempts: readonly Attempt[]
  /** A later attempt did what an earlier one failed to do. */
  readonly isRecovered: boolean
}

/**
 * Groups exchanges: the same request again in the same lane, made after one of them had failed, is another attempt of the
 * same call. One that was made before that is a call of its own, at the same time.
 */
export function callsOf(exchanges: readonly Exchange[]): readonly Call[] {
  const calls: Attempt[][] = []
  const known = new Map<string, Attempt[][]>()
  for (const exchange of exchanges.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const key = `${exchange.lane}\n${exchange.key}`
    const same = known.get(key) ?? []
    known.set(key, same)
    let attempts = same.find((earlier) => hasFailedBefore(earlier.at(-1), exchange))
    if (attempts === undefined) {
      attempts = []
      calls.push(attempts)
      same.push(attempts)
    }
    attempts.push(readAttempt(exchange, calls.indexOf(attempts) + 1, attempts.length + 1))
  }
  return calls.map((attempts, index) => ({
    number: index + 1,
    attempts,
    isRecovered: attempts.length > 1 && isGood(attempts.at(-1)),
  }))
}

function hasFailedBefore(attempt: Attempt | undefined, { startedAt }: Exchange): boolean {
  return attempt?.terminal !== undefined && attempt.terminal.at <= startedAt
}

/** One that still goes on has made nothing good. */
function isGood(attempt: Attempt | undefined): boolean {
  return attempt?.terminal === undefined && attempt?.exchange.end !== undefined
}
