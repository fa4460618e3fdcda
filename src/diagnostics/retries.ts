import { isTransientFailure } from '../cassette/transient-failures.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Exchange } from './exchange.ts'

/**
 * Groups exchanges into calls: the same request again in the same lane, made after one of them had failed, is another
 * attempt of the same call. One that was made before that is a call of its own, at the same time.
 *
 * @param read makes of an exchange what the groups hold, given the number of its call and of its attempt, from 1.
 * @param failedAt when it had failed; `undefined` when it has not.
 */
export function groupAttempts<Attempt>(
  exchanges: readonly Exchange[],
  read: (exchange: Exchange, call: number, attempt: number) => Attempt,
  failedAt: (attempt: Attempt) => number | undefined,
): ReadonlyArray<readonly [Attempt, ...Attempt[]]> {
  const calls: Array<[Attempt, ...Attempt[]]> = []
  /** Positions of calls, by request and lane. */
  const known = new Map<string, number[]>()
  for (const exchange of exchanges.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const name = `${exchange.lane}\n${exchange.key}`
    const same = known.get(name) ?? []
    known.set(name, same)
    const found = same.find((index) => (failedAt(calls[index]!.at(-1)!) ?? Infinity) <= exchange.startedAt)
    if (found !== undefined) calls[found]!.push(read(exchange, found + 1, calls[found]!.length + 1))
    else same.push(calls.push([read(exchange, calls.length + 1, 1)]) - 1)
  }
  return calls
}

/** The same without reading any answer, for what fails for the moment. */
export function groupExchanges(exchanges: readonly Exchange[]): ReadonlyArray<readonly [Exchange, ...Exchange[]]> {
  return groupAttempts(exchanges, (exchange) => exchange, passedAt)
}

/** Failures that no later attempt made good, whatever else went well meanwhile. */
export function unrecovered(exchanges: readonly Exchange[]): ReadonlySet<Interaction> {
  const last = groupExchanges(exchanges).flatMap((attempts) => attempts.at(-1)?.interaction ?? [])
  return new Set(last.filter(isTransientFailure))
}

/** A status is known with the head: clients ask again without reading the rest. */
function passedAt({ interaction, startedAt, answeredAt, end }: Exchange): number | undefined {
  if (interaction === undefined || !isTransientFailure(interaction)) return undefined
  const isStatus = interaction.response !== undefined && interaction.response.failure === undefined
  return (isStatus ? answeredAt : end?.at) ?? startedAt
}
