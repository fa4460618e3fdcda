import type { StoredFailure } from '../cassette/interaction.ts'
import type { Caller } from '../session/caller.ts'
import type { BreakConnection } from '../stream/failure.ts'

/** Called when a client ends a request itself: by an AbortSignal, or in a way that gives no reason. */
export type CloseListener = (how: 'aborted' | 'closed') => void

/** One request of the app, and its connection. */
export interface Call {
  readonly request: Request
  /** Who makes it; `undefined` when that cannot be known. */
  readonly caller: Caller | undefined
  /** Breaks the client's connection in the middle of a body. */
  readonly breakConnection: BreakConnection
  /** Calls back when the client ends the request itself; the signal of the request says only that it is over. */
  readonly whenClosed?: (listener: CloseListener) => void
}

/**
 * The answer to a request: a response; a failure that breaks its connection; or never an answer, as when the recorded
 * client gave up before one came.
 */
export type Answer = { readonly response: Response } | { readonly failure: StoredFailure } | { readonly never: true }
