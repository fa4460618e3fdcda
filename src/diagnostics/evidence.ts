/** Sources of evidence. */
export const evidenceSources = ['provider_stream', 'app', 'tool', 'lifecycle', 'watchdog', 'recovery'] as const
/**
 * The source of an event.
 *
 * @see docs/diagnostics.md#what-can-be-read
 */
export type EvidenceSource = (typeof evidenceSources)[number]

/** Failures that end a call. */
export const terminalTypes = [
  'request_refused',
  'request_setup_failed',
  'transport_failed',
  'watchdog_fired',
  'api_error',
  'tool_failed',
  'lifecycle_closed',
  'client_aborted',
  'closed_without_reason',
  'failed',
] as const
/**
 * The kind of an event that ends an exchange.
 *
 * @see docs/diagnostics.md#what-can-be-read
 */
export type TerminalType = (typeof terminalTypes)[number]

/** Other events in the traffic of a test. */
export const progressTypes = [
  'request_sent',
  'response_started',
  'provider_progress',
  'text_output_started',
  'reasoning_output_started',
  'tool_input_started',
  'tool_input_completed',
  'tool_call_materialized',
  'tool_execution_started',
  'tool_execution_completed',
  'answer_completed',
  'attempt_recovered',
  'answer_order_given_up',
] as const

/**
 * The kind of an event.
 *
 * @see docs/diagnostics.md#what-can-be-read
 */
export type EvidenceType = (typeof progressTypes)[number] | TerminalType

/**
 * One event, without private data.
 *
 * @see docs/diagnostics.md#what-can-be-read
 */
export interface Evidence {
  /** Milliseconds on the monotonic clock since the test began. */
  readonly at: number
  readonly source: EvidenceSource
  readonly type: EvidenceType
  /** Number of the call and of its attempt, from 1; absent when the event belongs to no call. */
  readonly call?: number
  readonly attempt?: number
  /** The tool, sanitized. */
  readonly tool?: string
}

/** Whether this can be the cause of a failure. */
export function isTerminal(type: string): type is TerminalType {
  return (terminalTypes as readonly string[]).includes(type)
}
