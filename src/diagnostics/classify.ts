import type { Attempt, Terminal } from './attempt.ts'
import type { Call } from './calls.ts'
import type { ToolExecution } from './tool-executions.ts'

/** Kinds of results of a run. */
export const classifications = [
  'success',
  'external_stream_disconnect',
  'provider_api_error',
  'request_setup_failure',
  'tool_failure',
  'known_lifecycle_close',
  'client_abort',
  'unknown_scope_close',
  'unknown_failure',
] as const
/**
 * The kind of the earliest failure.
 *
 * @see docs/diagnostics.md#what-happened
 */
export type Classification = (typeof classifications)[number]

/** The earliest failure that nothing made good. */
export interface Cause {
  readonly terminal: Terminal
  /** Absent when a tool failed. */
  readonly attempt?: Attempt
  /** Number of the failed call, or of the call that requested the failed tool; absent when unknown. */
  readonly call?: number
}

/**
 * The earliest failure that the app did not survive. An app that makes another request after a failure has survived it,
 * unless nothing failed later. What this side closes at the end of the test is clean-up, and replaces no failure.
 */
export function causeOf(calls: readonly Call[], tools: readonly ToolExecution[]): Cause | undefined {
  const candidates: Cause[] = []
  for (const { attempts, isRecovered } of calls) {
    for (const attempt of isRecovered ? [] : attempts)
      if (attempt.terminal !== undefined) candidates.push({ terminal: attempt.terminal, attempt, call: attempt.call })
  }
  for (const { outcome, at, endedAt = at, requestedBy } of tools) {
    if (outcome !== 'failed') continue
    const terminal: Terminal = { type: 'tool_failed', at: endedAt }
    candidates.push({ terminal, ...(requestedBy !== undefined && { call: requestedBy }) })
  }
  const failures = candidates.toSorted((a, b) => a.terminal.at - b.terminal.at)
  return failures.find((cause) => !isCleanUp(cause) && !isSurvived(cause, calls)) ?? failures[0]
}

function isCleanUp({ terminal: { type, lifecycle } }: Cause): boolean {
  return type === 'closed_without_reason' || (type === 'lifecycle_closed' && lifecycle === 'test-ended')
}

/** Whether the app made another request afterwards, in the same lane. An SDK's retry of the failed call is no other one. */
function isSurvived({ terminal, attempt, call }: Cause, calls: readonly Call[]): boolean {
  return calls.some(({ number, attempts: [first] }) => {
    if (first === undefined || number === call) return false
    const { startedAt, lane } = first.exchange
    return startedAt >= terminal.at && (attempt === undefined || attempt.exchange.lane === lane)
  })
}

export function classificationOf(cause: Cause | undefined): Classification {
  switch (cause?.terminal.type) {
    case undefined:
      return 'success'
    case 'transport_failed':
    case 'watchdog_fired':
      return 'external_stream_disconnect'
    case 'api_error':
      return 'provider_api_error'
    case 'request_setup_failed':
    case 'request_refused':
      return 'request_setup_failure'
    case 'tool_failed':
      return 'tool_failure'
    case 'lifecycle_closed':
      return 'known_lifecycle_close'
    case 'client_aborted':
      return 'client_abort'
    case 'closed_without_reason':
      return 'unknown_scope_close'
    case 'failed':
      return 'unknown_failure'
  }
}

/** The classification and, after a dot, its most important detail. */
export function summaryKeyOf(cause: Cause | undefined): string {
  return `${classificationOf(cause)}.${cause === undefined ? 'completed' : suffixOf(cause)}`
}

function suffixOf({ terminal, attempt }: Cause): string {
  switch (terminal.type) {
    case 'watchdog_fired':
      return 'watchdog_timeout'
    case 'transport_failed':
      return disconnectSuffix(terminal, attempt)
    case 'api_error':
      return terminal.apiError?.kind ?? 'unknown'
    case 'request_refused':
      return refusalSuffix(terminal)
    case 'request_setup_failed':
      return 'request_setup_failed'
    case 'tool_failed':
      return 'tool_execution_failed'
    case 'lifecycle_closed':
    case 'client_aborted':
      return 'lifecycle_close'
    case 'closed_without_reason':
      return 'missing_lifecycle_provenance'
    case 'failed':
      return 'unknown'
  }
}

function refusalSuffix({ exchange }: Terminal): string {
  const refusal = exchange?.refusal
  return refusal === undefined || refusal === 'error' ? 'request_setup_failed' : refusal
}

function disconnectSuffix({ failure }: Terminal, attempt: Attempt | undefined): string {
  if (attempt?.answer.toolCalls.some(({ isComplete }) => !isComplete)) return 'tool_input_disconnect'
  if (attempt === undefined || attempt.events === 0) return 'transport_failure'
  const code = failure?.cause?.code ?? failure?.code
  return code === 'UND_ERR_SOCKET' ? 'provider_progress_socket_closed' : 'provider_progress_transport_failure'
}
