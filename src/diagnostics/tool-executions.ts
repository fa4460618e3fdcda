import { toolResultsOf } from '../providers/wire/tool-results.ts'
import type { Call } from './calls.ts'
import type { ToolAnnouncement, ToolEffect } from './exchange.ts'
import { toolName } from './sanitize.ts'

/** A tool that the app ran in this test. */
export interface ToolExecution {
  /** Sanitized. */
  readonly tool: string
  readonly effect: ToolEffect
  /** When it had started, as far as is known: a result says only that it was before. */
  readonly at: number
  /** The app has said so itself. */
  readonly isAnnounced: boolean
  readonly outcome?: 'completed' | 'failed'
  /** When its outcome was known. */
  readonly endedAt?: number
  /** The call whose answer asked for it. */
  readonly askedBy?: number
  /** The call whose request carries its result. */
  readonly call?: number
}

/** A call of a tool that an answer asked for. */
interface Asked {
  readonly name: string
  readonly by: number
}

type Open = { -readonly [Name in keyof ToolExecution]: ToolExecution[Name] }

/**
 * Tools that were run: those that the app announced, and those whose result a request carries; each once, whichever way it
 * is known. A result counts only when an answer of this test asked for it: a conversation may begin with old ones.
 */
export function toolExecutions(
  calls: readonly Call[],
  announced: readonly ToolAnnouncement[],
): readonly ToolExecution[] {
  const executions = announced.map((announcement) => announcedExecution(announcement, calls))
  /** Announced ones whose result has not been seen, by name. */
  const waiting = Map.groupBy(executions.keys(), (index) => announced[index]!.name)
  const asked = new Map<string, Asked>()
  const seen = new Map<string, number>()
  for (const { number, attempts } of calls) {
    const [first] = attempts
    if (first === undefined) continue
    const { request, startedAt } = first.exchange
    const counts = new Map<string, number>()
    for (const { call, isError } of toolResultsOf(request)) {
      const count = (counts.get(call) ?? 0) + 1
      counts.set(call, count)
      const one = asked.get(call)
      if (one === undefined || count <= (seen.get(call) ?? 0)) continue
      seen.set(call, count)
      const index = waiting.get(one.name)?.findIndex((place) => announced[place]!.at <= startedAt) ?? -1
      const known = index < 0 ? undefined : executions[waiting.get(one.name)!.splice(index, 1)[0]!]
      const execution = known ?? resultOnly(one.name, effectOf(one.name, announced), startedAt)
      if (known === undefined) executions.push(execution)
      execution.call = number
      execution.askedBy = one.by
      if (execution.outcome !== undefined && !(isError && execution.outcome === 'completed')) continue
      execution.outcome = isError ? 'failed' : 'completed'
      execution.endedAt = startedAt
    }
    for (const { answer } of attempts)
      for (const { id, name } of answer.toolCalls) {
        const one = { name, by: number }
        asked.set(id ?? name, one).set(name, one)
      }
  }
  return executions
}

function announcedExecution(
  { name, effect, at, endedAt = at, outcome }: ToolAnnouncement,
  calls: readonly Call[],
): Open {
  const asking = calls.findLast(
    ({ attempts }) =>
      (attempts[0]?.exchange.startedAt ?? Infinity) <= at &&
      attempts.some(({ answer }) => answer.toolCalls.some((call) => call.name === name)),
  )
  return {
    tool: toolName(name),
    effect,
    at,
    isAnnounced: true,
    ...(outcome !== undefined && { outcome, endedAt }),
    ...(asking !== undefined && { askedBy: asking.number }),
  }
}

function resultOnly(name: string, effect: ToolEffect, at: number): Open {
  return { tool: toolName(name), effect, at, isAnnounced: false }
}

/** What the app has said of another run of the same tool holds for each. */
function effectOf(name: string, announced: readonly ToolAnnouncement[]): ToolEffect {
  return announced.findLast((one) => one.name === name)?.effect ?? 'unknown'
}
