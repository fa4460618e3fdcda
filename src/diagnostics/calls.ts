import { readAttempt, type Attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'

/** One logical request of the app: an attempt, and those that its SDK made again after a failure. */
export interface Call {
  readonly number: number
  readonly attempts: readonly Attempt[]
  /** A later attempt did what an earlier one failed to do. */
  readonly isRecovered: boolean
}

/** Groups exchanges: the same request again in the same lane, after a failure, is another attempt of the same call. */
export function callsOf(exchanges: readonly Exchange[]): readonly Call[] {
  const calls: Attempt[][] = []
  const latest = new Map<string, Attempt[]>()
  for (const exchange of exchanges.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const key = `${exchange.lane}\n${exchange.key}`
    const earlier = latest.get(key)
    const attempts = earlier?.at(-1)?.terminal === undefined ? [] : earlier
    if (attempts !== earlier || earlier === undefined) calls.push(attempts)
    latest.set(key, attempts)
    attempts.push(readAttempt(exchange, calls.indexOf(attempts) + 1, attempts.length + 1))
  }
  return calls.map((attempts, index) => ({
    number: index + 1,
    attempts,
    isRecovered: attempts.length > 1 && attempts.at(-1)?.terminal === undefined,
  }))
}
