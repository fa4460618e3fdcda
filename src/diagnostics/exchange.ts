import type { Interaction, StoredFailure, StoredRequest, StoredResponse } from '../cassette/interaction.ts'
import type { StepRecord } from './step-record.ts'

/** Why a request was refused, as far as diagnostics tell them apart. */
export type Refusal = 'miss' | 'exhausted' | 'offline' | 'error'

/**
 * Why a test stopped. There is no word for a rerun in watch mode: Vitest waits for the run that is on, and a key that
 * ends it cancels it as any other does.
 */
export const lifecycles = ['test-ended', 'timeout', 'cancelled'] as const
export type Lifecycle = (typeof lifecycles)[number]

/** How an exchange ended for the app in this run; `at` is milliseconds on the monotonic clock since the test began. */
export type End = { readonly at: number } & (
  | { readonly how: 'complete' }
  /** The connection broke, or none was made. */
  | { readonly how: 'failed'; readonly failure: StoredFailure }
  /** The app's own AbortSignal. */
  | { readonly how: 'aborted' }
  /** On this side, and nothing says why. */
  | { readonly how: 'closed' }
  /** The test stopped. Its word is known when the test has ended. */
  | { readonly how: 'lifecycle'; readonly lifecycle?: Lifecycle }
)

/** A piece of a body that the app was given: when, on the clock of `End`, and how many bytes. */
export type Piece = readonly [at: number, size: number]

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
  /** The outcome as it stands in the cassette, recorded now or before. Unlike `given`, it may be more than the app got. */
  readonly interaction?: Interaction
  /** The outcome came from the provider in this run. */
  readonly isRecorded?: true
  readonly refusal?: Refusal
  /** The answer as far as the app was given it in this run. */
  readonly given?: StoredResponse | undefined
  /** When the app was given the head of the answer, in this run. */
  readonly answeredAt?: number
  readonly pieces: readonly Piece[]
  /** Absent while it is open. */
  readonly end?: End
}

/** What a tool of the app does to the world. Only `read_only` is safe to do again. */
export type ToolEffect = 'read_only' | 'local_file_write' | 'local_process' | 'unknown'

/** What the app itself said about a tool it runs. */
export interface ToolAnnouncement {
  readonly name: string
  readonly effect: ToolEffect
  /** Milliseconds on the monotonic clock since the test began. */
  readonly at: number
  /** Absent while it runs, and when only its start was told. */
  readonly endedAt?: number
  readonly outcome?: 'completed' | 'failed'
}

/** The traffic of one attempt of one test. */
export interface Traffic {
  readonly exchanges: readonly Exchange[]
  readonly tools: readonly ToolAnnouncement[]
}
