import type { Interaction, StoredRequest } from '../core/interaction.ts'
import type { StepRecord } from './step-record.ts'

/** Why a request was refused, as far as diagnostics tell them apart. */
export type Refusal = 'miss' | 'exhausted' | 'offline' | 'error'

/** Why a test stopped before its time. */
export type Lifecycle = 'test-ended' | 'timeout' | 'cancelled' | 'rerun'

/** One HTTP exchange of the app with a provider, as the network saw it: all that diagnostics are made of. */
export interface Exchange {
  /** Match key of the request. The same key again, after a failure, is another attempt of the same call. */
  readonly key: string
  readonly lane: string
  /** The step of the test that made it. */
  readonly step?: StepRecord
  /** Milliseconds on the monotonic clock since the test began. */
  readonly startedAt: number
  readonly request: StoredRequest
  /** The outcome, recorded now or before. Absent for a refusal, and for what never got an outcome. */
  readonly interaction?: Interaction
  /** The outcome came from the provider in this run. */
  readonly isRecorded?: true
  readonly refusal?: Refusal
  /** The client ended it itself: with its AbortSignal, or in a way that gives no reason. */
  readonly closedBy?: 'signal' | 'unknown'
  /** It was still open when the test stopped, for this reason. */
  readonly lifecycle?: Lifecycle
}

/** What a tool of the app does to the world. Only `read_only` is safe to do again. */
export type ToolEffect = 'read_only' | 'local_file_write' | 'local_process' | 'unknown'

/** What the app itself said about a tool it runs. */
export interface ToolAnnouncement {
  readonly name: string
  readonly effect: ToolEffect
  /** Milliseconds on the monotonic clock since the test began. */
  readonly at: number
  /** Absent while it runs. */
  readonly outcome?: 'completed' | 'failed'
}

/** The traffic of one attempt of one test. */
export interface Traffic {
  readonly exchanges: readonly Exchange[]
  readonly tools: readonly ToolAnnouncement[]
}
