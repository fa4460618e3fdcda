import type { Call } from './calls.ts'
import type { Cause } from './classify.ts'
import type { ToolExecution } from './tool-executions.ts'

export const recommendations = ['do_not_auto_retry', 'ask_user', 'candidate_safe_auto_retry', 'unknown'] as const
export const confidences = ['high', 'medium', 'low'] as const
export const retryReasons = [
  'completed_without_failure',
  'visible_output_seen',
  'unsafe_side_effect_started',
  'tool_execution_started',
  'reasoning_only_without_final_text',
  'no_visible_output_or_tool_execution',
  'provider_terminal_failure',
  'provider_transient_failure',
  'local_abort_or_lifecycle_close',
  'unknown',
] as const
/**
 * The reason for a recommendation about a retry.
 *
 * @see docs/diagnostics.md#whether-to-try-again
 */
export type RetryReason = (typeof retryReasons)[number]

/**
 * Whether a retry of the failed call is safe.
 *
 * @see docs/diagnostics.md#whether-to-try-again
 */
export interface RetrySafety {
  readonly recommendation: (typeof recommendations)[number]
  readonly confidence: (typeof confidences)[number]
  readonly reason: RetryReason
}

/**
 * The result of the first rule that applies. The rules look at all attempts of the failed call, or of the call that
 * requested the failed tool, and at all tools that had started by then.
 */
export function retrySafetyOf(
  cause: Cause | undefined,
  calls: readonly Call[],
  tools: readonly ToolExecution[],
): RetrySafety {
  if (cause === undefined) return safety('unknown', 'high', 'completed_without_failure')
  const { terminal, call } = cause
  const attempts = calls.find(({ number }) => number === call)?.attempts ?? []
  const started = tools.filter(({ at }) => at <= terminal.at)
  if (attempts.some(({ answer }) => answer.text !== ''))
    return safety('do_not_auto_retry', 'high', 'visible_output_seen')
  if (started.some(({ effect }) => effect !== 'read_only'))
    return safety('do_not_auto_retry', 'high', 'unsafe_side_effect_started')
  if (started.length > 0) return safety('ask_user', 'medium', 'tool_execution_started')
  switch (terminal.type) {
    case 'transport_failed':
    case 'watchdog_fired': {
      const isReasoningOnly = attempts.some(({ answer }) => answer.reasoning !== '')
      const reason = isReasoningOnly ? 'reasoning_only_without_final_text' : 'no_visible_output_or_tool_execution'
      return safety('candidate_safe_auto_retry', 'medium', reason)
    }
    case 'api_error':
      return terminal.apiError?.retryable
        ? safety('candidate_safe_auto_retry', 'medium', 'provider_transient_failure')
        : safety('do_not_auto_retry', 'high', 'provider_terminal_failure')
    case 'lifecycle_closed':
    case 'client_aborted':
      return safety('do_not_auto_retry', 'medium', 'local_abort_or_lifecycle_close')
    case 'request_refused':
    case 'request_setup_failed':
    case 'tool_failed':
    case 'closed_without_reason':
    case 'failed':
      return safety('unknown', 'low', 'unknown')
  }
}

function safety(
  recommendation: RetrySafety['recommendation'],
  confidence: RetrySafety['confidence'],
  reason: RetryReason,
): RetrySafety {
  return { recommendation, confidence, reason }
}
