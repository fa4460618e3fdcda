import type { StoredFailure } from '../cassette/interaction.ts'
import type { Caller } from '../session/caller.ts'
import type { BreakConnection } from '../stream/failure.ts'

/** Hears how a client ended a request itself: by an AbortSignal, or in a way that gives no reason. */
export type CloseListener = (how: 'aborted' | 'closed') => void

/** One request of the app, with what the host can do to its connection. */
export interface Call {
  readonly request: Request
  /** Who makes it; `undefined` when that cannot be known. */
  readonly caller: Caller | undefined
  /** Breaks the client's connection in the middle of a body. */
  readonly breakConnection: BreakConnection
  /** Calls back when the client ends the request itself; the request's own signal says only that it is over. */
  readonly whenClosed?: (listener: CloseListener) => void
}

/**
 * What a request is answered with: a response; a failure its connection is broken with; or nothing, ever, as when the
 * client that was recorded gave up before an answer came.
 */
export type Answer = { readonly response: Response } | { readonly failure: StoredFailure } | { readonly never: true }
