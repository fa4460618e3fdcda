import { toolResultsOf } from '../providers/wire/tool-results.ts'
import type { Call } from './calls.ts'
import type { ToolAnnouncement, ToolEffect } from './exchange.ts'
import { toolName } from './sanitize.ts'

/** A tool that the app ran in this test. */
export interface ToolExecution {
  /** Sanitized. */
  readonly tool: string
  readonly effect: ToolEffect
  readonly at: number
  readonly isFailed: boolean
  /** The call whose request carries the result. Absent for what only the app announced. */
  readonly call?: number
}

/**
 * Tools that were run: those whose result a request carries, and those that the app announced. A result counts only when
 * an answer of this test asked for it: a conversation may begin with old ones.
 */
export function toolExecutions(
  calls: readonly Call[],
  announced: readonly ToolAnnouncement[],
): readonly ToolExecution[] {
  const asked = new Map<string, string>()
  const seen = new Map<string, number>()
  const executions: ToolExecution[] = announced.map(({ name, effect, at, outcome }) => ({
    tool: toolName(name),
    effect,
    at,
    isFailed: outcome === 'failed',
  }))
  const effects = new Map(announced.map(({ name, effect }) => [name, effect]))
  for (const { number, attempts } of calls) {
    const [first] = attempts
    if (first === undefined) continue
    const counts = new Map<string, number>()
    for (const { call, isError } of toolResultsOf(first.exchange.request)) {
      const count = (counts.get(call) ?? 0) + 1
      counts.set(call, count)
      const name = asked.get(call)
      if (name === undefined || count <= (seen.get(call) ?? 0)) continue
      seen.set(call, count)
      // What the app has announced is in the list already.
      if (!effects.has(name) || isError)
        executions.push({
          tool: toolName(name),
          effect: effects.get(name) ?? 'unknown',
          at: first.exchange.startedAt,
          isFailed: isError,
          call: number,
        })
    }
    for (const { answer } of attempts)
      for (const { id, name } of answer.toolCalls) asked.set(id ?? name, name).set(name, name)
  }
  return executions
}
