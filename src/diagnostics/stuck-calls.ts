import type { Interaction } from '../cassette/interaction.ts'
import type { GuardrailSettings } from '../cassette/settings.ts'
import { readAnswer } from '../providers/wire/read-answer.ts'
import type { Exchange } from './exchange.ts'
import { groupExchanges } from './retries.ts'

/** A call of a test, with its place among them, from 1. */
export interface PlacedCall {
  readonly position: number
  readonly exchange: Exchange
}

/**
 * The calls of a test, in the order they were made: a request that was refused here is none, and neither is an attempt
 * that failed for the moment and was made again.
 */
export function countCalls(exchanges: readonly Exchange[]): readonly PlacedCall[] {
  const made = new Map(exchanges.map((exchange, index) => [exchange, index]))
  return groupExchanges(exchanges.filter(({ refusal }) => refusal === undefined))
    .map((attempts) => attempts.at(-1) ?? attempts[0])
    .toSorted((a, b) => made.get(a)! - made.get(b)!)
    .map((exchange, index) => ({ position: index + 1, exchange }))
}

/**
 * The calls of an agent that goes in circles: in one lane the same request, again at most `stuckRevisitGap` calls after
 * it was last made, with the same answer, `maxRevisits` times in a row. The longest such row; `undefined` when there is
 * none.
 */
export function findStuck(
  exchanges: readonly Exchange[],
  { stuckRevisitGap, maxRevisits }: Pick<GuardrailSettings, 'stuckRevisitGap' | 'maxRevisits'>,
): readonly PlacedCall[] | undefined {
  const calls = countCalls(exchanges)
  const lanes = Map.groupBy(calls, ({ exchange }) => exchange.lane)
  const rows = [...lanes.values()].flatMap((lane) => {
    const places = Map.groupBy(lane.keys(), (index) => lane[index]!.exchange.key)
    // Few requests are made so often that their answers must be read.
    return [...places.values()]
      .filter((places) => places.length > maxRevisits)
      .flatMap((places) => rowsOf(places, lane, stuckRevisitGap))
  })
  const [longest] = rows.toSorted((a, b) => b.length - a.length)
  return longest !== undefined && longest.length > maxRevisits ? longest : undefined
}

/** Splits the places of one request where it came late, or was answered otherwise. */
function rowsOf(places: readonly number[], lane: readonly PlacedCall[], gap: number): PlacedCall[][] {
  const rows: PlacedCall[][] = []
  let before: { place: number; answer: string | undefined } | undefined
  for (const place of places) {
    const call = lane[place]!
    const answer = answerOf(call.exchange.interaction)
    const isRevisit =
      before !== undefined && place - before.place <= gap && answer !== undefined && answer === before.answer
    if (isRevisit) rows.at(-1)?.push(call)
    else rows.push([call])
    before = { place, answer }
  }
  return rows
}

/** What an answer says: ids and times in it are always others. `undefined` when there is none. */
function answerOf(interaction: Interaction | undefined): string | undefined {
  const { response, failure } = interaction ?? {}
  if (response === undefined) return failure && JSON.stringify(failure)
  const { format, text, toolCalls, error } = readAnswer(response.body)
  if (format === undefined) return JSON.stringify([response.status, response.body])
  return JSON.stringify([response.status, text, toolCalls.map(({ name, input }) => [name, input]), error])
}
