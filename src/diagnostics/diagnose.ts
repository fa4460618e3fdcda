import { sumUsage, type Usage } from '../core/usage.ts'
import { readUsage } from '../providers/usage.ts'
import type { ApiError } from './api-error.ts'
import { boundEvidence, type Omission } from './bound-evidence.ts'
import { callsOf, type Call } from './calls.ts'
import { causeOf, classificationOf, summaryKeyOf, type Cause, type Classification } from './classify.ts'
import type { Evidence } from './evidence.ts'
import type { Traffic } from './exchange.ts'
import { retrySafetyOf, type RetrySafety } from './retry-safety.ts'
import { duration, fingerprintOf, type Fingerprint } from './sanitize.ts'
import { toolExecutions, type ToolExecution } from './tool-executions.ts'

/**
 * What happened in the traffic of one attempt of one test. Holds no prompt, no answer, no argument, no path and no header:
 * closed vocabularies, numbers, and sanitized tokens only.
 */
export interface Diagnostics {
  /** Version of this shape. */
  readonly version: 1
  readonly classification: Classification
  readonly summary_key: string
  readonly retry_safety: RetrySafety
  /** Logical requests of the app, and the HTTP exchanges they took. */
  readonly calls: number
  readonly attempts: number
  /** Of the failed attempt: events that carried text, reasoning or the input of a tool. */
  readonly events?: number
  /** Of the failed attempt: milliseconds between the last it said and its end, where that is known. */
  readonly silence_ms?: number
  readonly api_error?: ApiError
  readonly error?: Fingerprint
  /** What would have to be known to say more. */
  readonly missing_provenance?: readonly string[]
  readonly usage: Usage
  readonly evidence: ReadonlyArray<Evidence | Omission>
}

/** Tells what happened, from the traffic alone. Pure: the same traffic, recorded or replayed, gives the same. */
export function diagnose({ exchanges, tools: announced }: Traffic): Diagnostics {
  const calls = callsOf(exchanges)
  const tools = toolExecutions(calls, announced)
  const cause = causeOf(calls, tools)
  const classification = classificationOf(cause)
  return {
    version: 1,
    classification,
    summary_key: summaryKeyOf(cause),
    retry_safety: retrySafetyOf(cause, calls, tools),
    calls: calls.length,
    attempts: exchanges.length,
    ...detailsOf(cause),
    ...(classification === 'unknown_scope_close' && { missing_provenance: ['lifecycle.close_requested'] }),
    usage: usageOf(calls),
    evidence: boundEvidence(evidenceOf(calls, tools)),
  }
}

function detailsOf(cause: Cause | undefined): Pick<Diagnostics, 'events' | 'silence_ms' | 'api_error' | 'error'> {
  if (cause === undefined) return {}
  const { attempt, terminal } = cause
  return {
    ...(attempt !== undefined && { events: attempt.events }),
    ...(attempt?.silence !== undefined && { silence_ms: duration(attempt.silence) }),
    ...(terminal.apiError !== undefined && { api_error: terminal.apiError }),
    ...(terminal.failure !== undefined && { error: fingerprintOf(terminal.failure) }),
  }
}

function usageOf(calls: readonly Call[]): Usage {
  const attempts = calls.flatMap((call) => call.attempts)
  return sumUsage(attempts.map(({ exchange }) => readUsage(exchange.interaction?.response?.body)))
}

/** Everything seen, in the order of time; what happened at the same time stays in the order it was found. */
function evidenceOf(calls: readonly Call[], tools: readonly ToolExecution[]): Evidence[] {
  const recovered = calls.flatMap(({ isRecovered, attempts, number }): Evidence[] => {
    const last = attempts.at(-1)
    if (!isRecovered || last === undefined) return []
    return [
      {
        at: duration(last.exchange.startedAt),
        source: 'recovery',
        type: 'attempt_recovered',
        call: number,
        attempt: last.number,
      },
    ]
  })
  return [
    ...tools.map(toolEvidence),
    ...recovered,
    ...calls.flatMap(({ attempts }) => attempts.flatMap(({ evidence }) => evidence)),
  ].toSorted((a, b) => a.at - b.at)
}

function toolEvidence({ at, tool, isFailed, call }: ToolExecution): Evidence {
  const type = isFailed ? 'tool_failed' : call === undefined ? 'tool_execution_started' : 'tool_execution_completed'
  return { at: duration(at), source: 'tool', type, tool, ...(call !== undefined && { call }) }
}
