import type { Interaction, StoredFailure, StoredRequest, StoredResponse } from '../cassette/interaction.ts'
import type { StepRecord } from './step-record.ts'

/** Reasons of refusals that diagnostics distinguish. */
export type Refusal = 'miss' | 'exhausted' | 'offline' | 'error'

/**
 * Why a test stopped. A rerun in watch mode needs no word: Vitest waits for the current run, and a key that stops it
 * cancels it.
 */
export const lifecycles = ['test-ended', 'timeout', 'cancelled'] as const
/**
 * The end of a test that closed an open exchange.
 *
 * @see docs/diagnostics.md#what-happened
 */
export type Lifecycle = (typeof lifecycles)[number]

/** The end of an exchange for the app in this run. `at` is in milliseconds on the monotonic clock since the test began. */
export type End = { readonly at: number } & (
  | { readonly how: 'complete' }
  /** The connection broke or could not be opened. */
  | { readonly how: 'failed'; readonly failure: StoredFailure }
  /** The app aborted it with an AbortSignal. The reason is absent when it is not known. */
  | { readonly how: 'aborted'; readonly reason?: StoredFailure }
  /** A timeout of the client ended it: of the SDK, of undici, or `AbortSignal.timeout()`. */
  | { readonly how: 'timed-out'; readonly reason?: StoredFailure }
  /** The app closed it, and the reason is unknown. */
  | { readonly how: 'closed' }
  /** The test stopped. `lifecycle` is known when the test has ended. */
  | { readonly how: 'lifecycle'; readonly lifecycle?: Lifecycle }
)

/** A piece of a body that the app received: time on the clock of `End`, and bytes. */
export type Piece = readonly [at: number, size: number]

/** One HTTP exchange of the app with a provider: the input of diagnostics. */
export interface Exchange {
  /** Match key of the request. The same key after a failure is another attempt of the same call. */
  readonly key: string
  readonly lane: string
  /** The step of the test that made the request. */
  readonly step?: StepRecord
  /** Milliseconds on the monotonic clock since the test began. */
  readonly startedAt: number
  readonly request: StoredRequest
  /** Tells the keys of requests apart; absent in a replay. */
  readonly sender?: string
  /** The client that sent it, as it names itself in its `user-agent`. */
  readonly client?: string
  /** The outcome in the cassette, recorded now or before. Unlike `received`, it may be more than the app received. */
  readonly interaction?: Interaction
  /** The provider gave the outcome in this run. */
  readonly isRecorded?: true
  readonly refusal?: Refusal
  /** The part of the answer that the app received in this run. */
  readonly received?: StoredResponse | undefined
  /** Time when the app received the head of the answer in this run. */
  readonly answeredAt?: number
  readonly pieces: readonly Piece[]
  /** Absent while the exchange is open. */
  readonly end?: End
}

/**
 * Effect of a tool outside the app. Only `read_only` is safe to repeat.
 *
 * @see docs/diagnostics.md#whether-to-try-again
 */
export type ToolEffect = 'read_only' | 'local_file_write' | 'local_process' | 'unknown'

/** The app's own report of a tool it runs. */
export interface ToolAnnouncement {
  readonly name: string
  readonly effect: ToolEffect
  /** Milliseconds on the monotonic clock since the test began. */
  readonly at: number
  /** Absent while the tool runs, or when only its start was reported. */
  readonly endedAt?: number
  readonly outcome?: 'completed' | 'failed'
}

/** The traffic of one attempt of one test. */
export interface Traffic {
  readonly exchanges: readonly Exchange[]
  readonly tools: readonly ToolAnnouncement[]
  /** Time when answers ceased to keep the recorded order, because the app went another way. */
  readonly orderGivenUpAt?: number | undefined
}
