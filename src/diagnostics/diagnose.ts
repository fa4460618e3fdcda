import { sumUsage, type Usage } from '../cassette/usage.ts'
import { readUsage } from '../providers/read-usage.ts'
import type { ApiError } from './api-error.ts'
import { boundEvidence, type Omission } from './bound-evidence.ts'
import { callsOf, type Call } from './calls.ts'
import { causeOf, classificationOf, summaryKeyOf, type Cause, type Classification } from './classify.ts'
import type { Evidence } from './evidence.ts'
import type { Lifecycle, Traffic } from './exchange.ts'
import { phaseOf, type Phase } from './phase.ts'
import { retrySafetyOf, type RetrySafety } from './retry-safety.ts'
import { duration, fingerprintOf, type Fingerprint } from './sanitize.ts'
import { toolExecutions, type ToolExecution } from './tool-executions.ts'

/**
 * Diagnostics of the traffic of one attempt of one test. They hold words of fixed lists, numbers and sanitized tokens, but
 * no prompt, answer, argument, path or header.
 *
 * @see docs/diagnostics.md
 */
export interface Diagnostics {
  /** Version of this shape. */
  readonly version: 1
  readonly classification: Classification
  readonly summary_key: string
  readonly retry_safety: RetrySafety
  /** How far the failed attempt had come; absent when no attempt failed. */
  readonly phase?: Phase
  /** Number of logical requests of the app, and of their HTTP exchanges. */
  readonly calls: number
  readonly attempts: number
  /** Number of the failed call, or of the call that requested the failed tool, from 1. */
  readonly call?: number
  /** Number of events with text, reasoning or tool input in the failed attempt. */
  readonly events?: number
  /** Milliseconds between the last event of the failed attempt and its end, if known. */
  readonly silence_ms?: number
  readonly api_error?: ApiError
  readonly error?: Fingerprint
  /** Why the test stopped, if that ended the call. */
  readonly lifecycle?: Lifecycle
  /** Facts that are missing for a more exact result. */
  readonly missing_provenance?: readonly string[]
  readonly usage: Usage
  readonly evidence: ReadonlyArray<Evidence | Omission>
}

/** Diagnoses the traffic that the app saw. It is pure, so a recorded and a replayed run give the same result. */
export function diagnose({ exchanges, tools: announced, orderGivenUpAt }: Traffic): Diagnostics {
  const calls = callsOf(exchanges)
  const tools = toolExecutions(calls, announced)
  const cause = causeOf(calls, tools)
  const classification = classificationOf(cause)
  const evidence = evidenceOf(calls, tools, orderGivenUpAt)
  return {
    version: 1,
    classification,
    summary_key: summaryKeyOf(cause),
    retry_safety: retrySafetyOf(cause, calls, tools),
    calls: calls.length,
    attempts: exchanges.length,
    ...phaseOf(cause, tools),
    ...detailsOf(cause),
    ...(classification === 'unknown_scope_close' && { missing_provenance: ['lifecycle.close_requested'] }),
    usage: usageOf(calls),
    evidence: boundEvidence(evidence.map(rounded), positionOf(cause, evidence)),
  }
}

function detailsOf(
  cause: Cause | undefined,
): Pick<Diagnostics, 'call' | 'events' | 'silence_ms' | 'api_error' | 'error' | 'lifecycle'> {
  if (cause === undefined) return {}
  const { attempt, terminal, call } = cause
  return {
    ...(call !== undefined && { call }),
    ...(attempt !== undefined && { events: attempt.events }),
    ...(attempt?.silence !== undefined && { silence_ms: duration(attempt.silence) }),
    ...(terminal.apiError !== undefined && { api_error: terminal.apiError }),
    ...(terminal.failure !== undefined && { error: fingerprintOf(terminal.failure) }),
    ...(terminal.lifecycle !== undefined && { lifecycle: terminal.lifecycle }),
  }
}

function usageOf(calls: readonly Call[]): Usage {
  const attempts = calls.flatMap((call) => call.attempts)
  return sumUsage(attempts.map(({ exchange }) => readUsage(exchange.received?.body)))
}

/** Fractions of milliseconds tell the order, and nothing else. */
function rounded(evidence: Evidence): Evidence {
  return { ...evidence, at: duration(evidence.at) }
}

/** All evidence in the order of time. The sort is stable. */
function evidenceOf(
  calls: readonly Call[],
  tools: readonly ToolExecution[],
  orderGivenUpAt: number | undefined,
): Evidence[] {
  const givenUp: Evidence[] =
    orderGivenUpAt === undefined ? [] : [{ at: duration(orderGivenUpAt), source: 'app', type: 'answer_order_given_up' }]
  const recovered = calls.flatMap(({ isRecovered, attempts, number }): Evidence[] => {
    const last = attempts.at(-1)
    if (!isRecovered || last === undefined) return []
    return [
      {
        at: last.exchange.end?.at ?? last.exchange.startedAt,
        source: 'recovery',
        type: 'attempt_recovered',
        call: number,
        attempt: last.number,
      },
    ]
  })
  return [
    ...tools.flatMap(toolEvidence),
    ...recovered,
    ...givenUp,
    ...calls.flatMap(({ attempts }) => attempts.flatMap(({ evidence }) => evidence)),
  ].toSorted((a, b) => a.at - b.at)
}

/** Position of the cause in the evidence; -1 without a cause. */
function positionOf(cause: Cause | undefined, evidence: readonly Evidence[]): number {
  const { terminal, attempt } = cause ?? {}
  return evidence.findIndex(
    (piece) =>
      terminal !== undefined &&
      piece.type === terminal.type &&
      piece.at === terminal.at &&
      (attempt === undefined || (piece.call === attempt.call && piece.attempt === attempt.number)),
  )
}

function toolEvidence({ at, endedAt = at, tool, isAnnounced, outcome, call }: ToolExecution): Evidence[] {
  const source = 'tool'
  const started: Evidence = { at, source, type: 'tool_execution_started', tool }
  if (outcome === undefined) return [started]
  const type = outcome === 'failed' ? 'tool_failed' : 'tool_execution_completed'
  const ended: Evidence = { at: endedAt, source, type, tool, ...(call !== undefined && { call }) }
  return isAnnounced ? [started, ended] : [ended]
}
