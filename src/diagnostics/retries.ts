import { isTransientFailure } from './transient-failures.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Exchange } from './exchange.ts'

/**
 * Groups exchanges into calls. The same request in the same lane is another attempt of a call when it starts after that
 * call failed. When it starts earlier, it is a concurrent call.
 *
 * @param read turns an exchange into an attempt. Numbers of call and attempt start at 1.
 * @param failedAt time when the attempt had failed; `undefined` when it has not failed.
 */
export function groupAttempts<Attempt>(
  exchanges: readonly Exchange[],
  read: (exchange: Exchange, call: number, attempt: number) => Attempt,
  failedAt: (attempt: Attempt) => number | undefined,
): ReadonlyArray<readonly [Attempt, ...Attempt[]]> {
  const calls: Array<[Attempt, ...Attempt[]]> = []
  /** The calls whose last attempt has failed, by request and lane. */
  const failed = new Map<string, Array<{ readonly call: number; at: number }>>()
  for (const exchange of exchanges.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const name = `${exchange.lane}\n${exchange.key}`
    const same = failed.get(name) ?? []
    failed.set(name, same)
    const found = same.findIndex(({ at }) => at <= exchange.startedAt)
    const call = same[found]?.call ?? calls.length
    const attempts = calls[call]
    const attempt = read(exchange, call + 1, (attempts?.length ?? 0) + 1)
    if (attempts === undefined) calls.push([attempt])
    else attempts.push(attempt)
    const at = failedAt(attempt)
    if (at === undefined) {
      if (found >= 0) same.splice(found, 1)
    } else if (found >= 0) same[found]!.at = at
    else same.push({ call, at })
  }
  return calls
}

/** Groups exchanges by transient failures, without reading any answer. */
export function groupExchanges(exchanges: readonly Exchange[]): ReadonlyArray<readonly [Exchange, ...Exchange[]]> {
  return groupAttempts(exchanges, (exchange) => exchange, passedAt)
}

/** Failures that no later attempt of the same call made good. */
export function unrecovered(exchanges: readonly Exchange[]): ReadonlySet<Interaction> {
  const last = groupExchanges(exchanges).flatMap((attempts) => attempts.at(-1)?.interaction ?? [])
  return new Set(last.filter(isTransientFailure))
}

/**
 * Failures after which the app made the request again with another key. A 401 does not count: a client renews its token
 * after it.
 */
export function beforeOtherKey(exchanges: readonly Exchange[]): ReadonlySet<Interaction> {
  return new Set(
    groupExchanges(exchanges).flatMap((attempts) =>
      attempts.flatMap(({ sender, interaction }, index) => {
        const next = attempts[index + 1]
        const isLeft = next !== undefined && next.sender !== sender && interaction?.response?.status !== 401
        return isLeft ? (interaction ?? []) : []
      }),
    ),
  )
}

/**
 * The time of a transient failure. For a status it is the head of the answer: clients retry without reading the rest. For an
 * error inside the answer it is the end.
 */
function passedAt({ interaction, startedAt, answeredAt, end }: Exchange): number | undefined {
  if (interaction === undefined || !isTransientFailure(interaction)) return undefined
  const { response } = interaction
  const isStatus = response !== undefined && response.failure === undefined && response.status >= 400
  return (isStatus ? answeredAt : end?.at) ?? startedAt
}
