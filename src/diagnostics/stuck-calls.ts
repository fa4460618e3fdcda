import type { Interaction } from '../cassette/interaction.ts'
import type { GuardrailSettings } from '../cassette/settings.ts'
import { readAnswer } from '../providers/wire/read-answer.ts'
import type { Exchange } from './exchange.ts'
import { groupExchanges } from './retries.ts'

/** A call of a test with its position, from 1. */
export interface PlacedCall {
  readonly position: number
  readonly exchange: Exchange
}

/**
 * The calls of a test, in order. A refused request does not count, and neither does an attempt with a transient failure
 * that was retried.
 */
export function countCalls(exchanges: readonly Exchange[]): readonly PlacedCall[] {
  const made = new Map(exchanges.map((exchange, index) => [exchange, index]))
  return groupExchanges(exchanges.filter(({ refusal }) => refusal === undefined))
    .map((attempts) => attempts.at(-1) ?? attempts[0])
    .toSorted((a, b) => made.get(a)! - made.get(b)!)
    .map((exchange, index) => ({ position: index + 1, exchange }))
}

/**
 * The calls of an agent that goes in circles: the same request with the same answer, in one lane, repeated `maxRevisits`
 * times in a row with at most `stuckRevisitGap` calls between. Only a request that was made when the answer before it had
 * come counts as repeated: equal requests at the same time are no circle. Returns the longest such row, or `undefined`.
 */
export function findStuck(
  exchanges: readonly Exchange[],
  { stuckRevisitGap, maxRevisits }: Pick<GuardrailSettings, 'stuckRevisitGap' | 'maxRevisits'>,
): readonly PlacedCall[] | undefined {
  const calls = countCalls(exchanges)
  const lanes = Map.groupBy(calls, ({ exchange }) => exchange.lane)
  const rows = [...lanes.values()].flatMap((lane) => {
    const places = Map.groupBy(lane.keys(), (index) => lane[index]!.exchange.key)
    // Only frequent requests need their answers read.
    return [...places.values()]
      .filter((places) => places.length > maxRevisits)
      .flatMap((places) => rowsOf(places, lane, stuckRevisitGap))
  })
  const [longest] = rows.toSorted((a, b) => b.length - a.length)
  return longest !== undefined && longest.length > maxRevisits ? longest : undefined
}

/** Splits the positions of one request after a large gap or a different answer. */
function rowsOf(places: readonly number[], lane: readonly PlacedCall[], gap: number): PlacedCall[][] {
  const rows: PlacedCall[][] = []
  let before: { place: number; answer: string | undefined; exchange: Exchange } | undefined
  for (const place of places) {
    const call = lane[place]!
    // The agent did not know the answer yet.
    if (before !== undefined && !isAfter(call.exchange, before.exchange)) continue
    const answer = answerOf(call.exchange.interaction)
    const isRevisit =
      before !== undefined && place - before.place <= gap && answer !== undefined && answer === before.answer
    if (isRevisit) rows.at(-1)?.push(call)
    else rows.push([call])
    before = { place, answer, exchange: call.exchange }
  }
  return rows
}

function isAfter({ startedAt }: Exchange, { end }: Exchange): boolean {
  return end !== undefined && end.at <= startedAt
}

/** The content of an answer without ids and times, which always differ; `undefined` when there is no answer. */
function answerOf(interaction: Interaction | undefined): string | undefined {
  const { response, failure } = interaction ?? {}
  if (response === undefined) return failure && JSON.stringify(failure)
  const { format, text, toolCalls, error } = readAnswer(response.body)
  if (format === undefined) return JSON.stringify([response.status, response.body])
  return JSON.stringify([response.status, text, toolCalls.map(({ name, input }) => [name, input]), error])
}
