import { toolResultsOf } from '../providers/wire/read-request.ts'
import type { Call } from './calls.ts'
import type { ToolAnnouncement, ToolEffect } from './exchange.ts'
import { toolName } from './sanitize.ts'

/** A tool that the app ran in this test. */
export interface ToolExecution {
  /** Sanitized. */
  readonly tool: string
  readonly effect: ToolEffect
  /** Start. Without an announcement it is the latest possible time: the request with the result. */
  readonly at: number
  /** The app announced it. */
  readonly isAnnounced: boolean
  readonly outcome?: 'completed' | 'failed'
  /** Time when its outcome was known. */
  readonly endedAt?: number
  /** The call whose answer requested it. */
  readonly requestedBy?: number
  /** The call whose request carries its result. */
  readonly call?: number
}

/** A tool that an answer requested. */
interface RequestedTool {
  readonly name: string
  readonly by: number
}

type Open = { -readonly [Name in keyof ToolExecution]: ToolExecution[Name] }

/**
 * Tools that ran: announced tools, and tools with a result in a request, each once. A result counts only when an answer of
 * this test requested the tool: a conversation may begin with old results.
 */
export function toolExecutions(
  calls: readonly Call[],
  announced: readonly ToolAnnouncement[],
): readonly ToolExecution[] {
  const executions = announced.map((announcement) => announcedExecution(announcement, calls))
  /** Announced executions without a result yet, by name. */
  const waiting = Map.groupBy(executions.keys(), (index) => announced[index]!.name)
  const requested = new Map<string, RequestedTool>()
  const seen = new Map<string, number>()
  for (const { number, attempts } of calls) {
    const [first] = attempts
    if (first === undefined) continue
    const { request, startedAt } = first.exchange
    const counts = new Map<string, number>()
    for (const { call, isError } of toolResultsOf(request)) {
      const count = (counts.get(call) ?? 0) + 1
      counts.set(call, count)
      const tool = requested.get(call)
      if (tool === undefined || count <= (seen.get(call) ?? 0)) continue
      seen.set(call, count)
      const index = waiting.get(tool.name)?.findIndex((place) => announced[place]!.at <= startedAt) ?? -1
      const known = index < 0 ? undefined : executions[waiting.get(tool.name)!.splice(index, 1)[0]!]
      const execution = known ?? resultOnly(tool.name, effectOf(tool.name, announced), startedAt)
      if (known === undefined) executions.push(execution)
      execution.call = number
      execution.requestedBy = tool.by
      if (execution.outcome !== undefined && !(isError && execution.outcome === 'completed')) continue
      execution.outcome = isError ? 'failed' : 'completed'
      execution.endedAt = startedAt
    }
    for (const { answer } of attempts)
      for (const { id, name } of answer.toolCalls) {
        const tool = { name, by: number }
        requested.set(id ?? name, tool).set(name, tool)
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
    ...(asking !== undefined && { requestedBy: asking.number }),
  }
}

function resultOnly(name: string, effect: ToolEffect, at: number): Open {
  return { tool: toolName(name), effect, at, isAnnounced: false }
}

/** The effect that the app announced for another run of the same tool. */
function effectOf(name: string, announced: readonly ToolAnnouncement[]): ToolEffect {
  return announced.findLast((announcement) => announcement.name === name)?.effect ?? 'unknown'
}
