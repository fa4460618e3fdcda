import type { ApiErrorKind } from './api-error.ts'
import type { Diagnostics } from './diagnose.ts'
import type { RetryReason, RetrySafety } from './retry-safety.ts'

/**
 * One line for people, such as `the connection broke after 41 events, 1.2 s after the last · do not retry: text was already
 * visible`. `undefined` when nothing failed, and for a request that was refused, whose page says it all.
 */
export function describeDiagnostics(diagnostics: Diagnostics): string | undefined {
  const { classification, retry_safety, evidence } = diagnostics
  const isRefused =
    classification === 'request_setup_failure' && evidence.some(({ type }) => type === 'request_refused')
  if (classification === 'success' || isRefused) return undefined
  return [happened(diagnostics), retry(retry_safety)].filter((part) => part !== undefined).join(' · ')
}

function happened(diagnostics: Diagnostics): string {
  const { classification, summary_key, lifecycle = 'test-ended' } = diagnostics
  const call = callOf(diagnostics)
  switch (classification) {
    case 'external_stream_disconnect':
      return summary_key.endsWith('.watchdog_timeout')
        ? `the client gave up ${waited(diagnostics)}`
        : `the connection broke ${progress(diagnostics)}`
    case 'provider_api_error':
      return refusal(diagnostics)
    case 'request_setup_failure':
      return 'nothing was sent: there was no connection'
    case 'tool_failure':
      return 'a tool of the app failed'
    case 'known_lifecycle_close':
      return `${ends[lifecycle]} while ${call} ${silent(diagnostics)}`
    case 'client_abort':
      return `the app aborted ${call} ${progress(diagnostics)}`
    case 'unknown_scope_close':
      return `the app closed ${call} ${progress(diagnostics)}`
    case 'success':
    case 'unknown_failure':
      return `${call} failed ${progress(diagnostics)}`
  }
}

const ends = {
  timeout: 'the test timed out',
  cancelled: 'the run was cancelled',
  'test-ended': 'the test ended',
} as const

const refusals: Readonly<Record<ApiErrorKind, string>> = {
  auth: 'refused the API key',
  rate_limit: 'limited the rate',
  quota_exhausted: 'said that the quota is used up',
  server_overload: 'was overloaded',
  invalid_request: 'refused the request',
  unknown: 'reported an error',
}

function refusal({
  api_error: { kind, status } = { kind: 'unknown', retryable: false },
  events = 0,
}: Diagnostics): string {
  const inStream = status === undefined && events > 0 ? ` after ${eventsText(events)}` : ''
  return `the provider ${refusals[kind]}${status === undefined ? inStream : ` (status ${status})`}`
}

/** A test with several calls needs the number of the failed one. */
function callOf({ call, calls }: Diagnostics): string {
  return calls === 1 || call === undefined ? 'the call' : `call ${call}`
}

/** How far an answer had come when it ended. */
function progress({ phase, events = 0, silence_ms }: Diagnostics): string {
  if (phase === 'before_response') return 'before the first byte'
  const where = phase === 'tool_input' ? ' inside a tool call' : ''
  if (events === 0) return `before the first event${where}`
  const last = silence_ms === undefined || silence_ms < 100 ? '' : `, ${seconds(silence_ms)} after the last`
  const tool = phase === 'tool_call_complete_not_executed' ? ', and its tool call was complete, but not executed' : ''
  return `after ${eventsText(events)}${where}${last}${tool}`
}

/** How long a client had waited when it gave up. */
function waited({ events = 0, silence_ms }: Diagnostics): string {
  const silence = silence_ms === undefined ? 'silence' : `${seconds(silence_ms)} of silence`
  return events === 0 ? `after ${silence}` : `after ${eventsText(events)} and ${silence}`
}

/** What a call had received when its test stopped. */
function silent({ events = 0, silence_ms }: Diagnostics): string {
  const silence = silence_ms === undefined ? '' : ` for ${seconds(silence_ms)}`
  if (events === 0) return `had received nothing${silence}`
  return `had received ${eventsText(events)}${silence === '' ? '' : `, and nothing${silence}`}`
}

function eventsText(events: number): string {
  return events === 1 ? '1 event' : `${events} events`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

const reasons: Readonly<Record<RetryReason, string | undefined>> = {
  completed_without_failure: undefined,
  visible_output_seen: 'text was already visible',
  unsafe_side_effect_started: 'a tool that may have changed something had started',
  tool_execution_started: 'a tool that only reads had started',
  reasoning_only_without_final_text: 'only reasoning had arrived',
  no_visible_output_or_tool_execution: undefined,
  provider_terminal_failure: undefined,
  provider_transient_failure: undefined,
  // The line says already who ended the call.
  local_abort_or_lifecycle_close: undefined,
  unknown: undefined,
}

const words = {
  do_not_auto_retry: 'do not retry',
  ask_user: 'ask before a retry',
  candidate_safe_auto_retry: 'safe to retry',
  unknown: undefined,
} as const

function retry({ recommendation, reason }: RetrySafety): string | undefined {
  const word = words[recommendation]
  const because = reasons[reason]
  if (word === undefined || reason === 'local_abort_or_lifecycle_close') return undefined
  return because === undefined ? word : `${word}: ${because}`
}
