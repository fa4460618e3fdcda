import type { Diagnostics } from './diagnose.ts'
import type { RetryReason } from './retry-safety.ts'

const reasons: Readonly<Record<RetryReason, string>> = {
  completed_without_failure: 'nothing failed',
  visible_output_seen: 'text was already visible',
  unsafe_side_effect_started: 'a tool that may have changed something had started',
  tool_execution_started: 'a tool that only reads had started',
  reasoning_only_without_final_text: 'only reasoning had arrived',
  no_visible_output_or_tool_execution: 'nothing was visible and no tool had started',
  provider_terminal_failure: 'the provider would refuse it again',
  provider_transient_failure: 'the provider may accept it later',
  local_abort_or_lifecycle_close: 'it was ended from this side',
  unknown: 'not enough is known',
}

const answers = {
  do_not_auto_retry: 'no',
  ask_user: 'ask',
  candidate_safe_auto_retry: 'yes',
  unknown: 'unknown',
} as const

/**
 * One line for people, such as `provider_progress_socket_closed · retry: no, text was already visible · 41 events, then
 * 1.2 s of silence`. `undefined` when nothing failed.
 */
export function describeDiagnostics(diagnostics: Diagnostics): string | undefined {
  const { classification, summary_key, retry_safety, phase, events = 0, silence_ms, api_error } = diagnostics
  // The page of a refused request says all of it.
  if (classification === 'success' || /\.(miss|exhausted)$/.test(summary_key)) return undefined
  const status = api_error?.status === undefined ? [] : [`status ${api_error.status}`]
  const isToolOpen = phase === 'tool_call_complete_not_executed'
  const tool = isToolOpen ? ['tool call complete, not executed'] : []
  const count =
    events === 0 ? untilSilence(silence_ms) : [`${events} ${events === 1 ? 'event' : 'events'}${silence(silence_ms)}`]
  const key = summary_key.slice(classification.length + 1)
  const isWhole = key === 'unknown' || classification === 'provider_api_error' || classification === 'client_abort'
  const retry = `retry: ${answers[retry_safety.recommendation]}, ${reasons[retry_safety.reason]}`
  return [isWhole ? summary_key : key, retry, ...status, ...tool, ...count].join(' · ')
}

/** Nothing had arrived. */
function untilSilence(milliseconds: number | undefined): string[] {
  return milliseconds === undefined ? [] : [`after ${(milliseconds / 1000).toFixed(1)} s of silence`]
}

function silence(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : `, then ${(milliseconds / 1000).toFixed(1)} s of silence`
}
