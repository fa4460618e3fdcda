import type { Cause } from './classify.ts'
import type { ToolExecution } from './tool-executions.ts'

/** How far an attempt had come, in this order. */
export const phases = [
  'before_response',
  'before_output',
  'reasoning',
  'text',
  'tool_input',
  'tool_call_complete_not_executed',
  'tool_executed',
] as const
/**
 * How far the failed attempt had come when it failed.
 *
 * @see docs/diagnostics.md#what-happened
 */
export type Phase = (typeof phases)[number]

/** The phase of the failed attempt; empty when no attempt failed. */
export function phaseOf(cause: Cause | undefined, tools: readonly ToolExecution[]): { readonly phase?: Phase } {
  if (cause?.attempt === undefined) return {}
  const { attempt, terminal } = cause
  const { answer, exchange, call } = attempt
  const isExecuted = tools.some(({ requestedBy, at }) => requestedBy === call && at <= terminal.at)
  if (isExecuted) return { phase: 'tool_executed' }
  if (answer.toolCalls.some(({ isComplete }) => !isComplete)) return { phase: 'tool_input' }
  if (answer.toolCalls.length > 0) return { phase: 'tool_call_complete_not_executed' }
  if (answer.text !== '') return { phase: 'text' }
  if (answer.reasoning !== '') return { phase: 'reasoning' }
  return { phase: exchange.received === undefined ? 'before_response' : 'before_output' }
}
