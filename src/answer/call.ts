import type { HeaderFields } from '../cassette/header-fields.ts'
import type { StoredFailure } from '../cassette/interaction.ts'
import type { Redirect } from '../http/upstream.ts'
import type { GivenResponse } from '../http/given-response.ts'
import type { Caller } from '../session/caller.ts'
import type { OwnDelivery } from '../stream/delivery.ts'
import type { BreakConnection } from '../stream/failure.ts'

/**
 * Called when a client ends a request itself: by an AbortSignal, by a timeout of its own, or in a way that gives no reason.
 *
 * @param reason the error of the client, when it is known.
 */
export type CloseListener = (how: 'aborted' | 'timed-out' | 'closed', reason?: Error) => void

/** The part of a request that answering reads. */
export interface AppRequest extends Pick<Request, 'method' | 'url' | 'signal' | 'arrayBuffer'> {
  readonly headers: HeaderFields
  /** The body, where it is in memory when the client makes the request: its text, or its bytes. */
  readonly inMemory?: string | Uint8Array | undefined
  /** Whether the client has left, and its body in memory counts as empty. */
  readonly isGone?: () => boolean
}

/** The way in which a live call of a client goes on. */
export interface LiveTerms {
  /** Ends the call. */
  readonly signal: AbortSignal
  /** Called when the client ends the call before the answer is complete. */
  readonly left: CloseListener
  /** Is called before the client is handed a part. */
  readonly delivery: OwnDelivery
  /** The address that the call goes to in place of its own. */
  readonly redirect?: Redirect | undefined
  /**
   * Keeps the head of the answer from the client until the first byte of its body. After an error that comes before that byte,
   * the client does not hear of the call: it waits for another answer.
   */
  readonly holdsBack: boolean
}

/** One request of the app, and its connection. */
export interface Call {
  readonly request: AppRequest
  /** Who makes it; `undefined` when that cannot be known. */
  readonly caller: Caller | undefined
  /** The line of the app that made the request, as a line of a stack, where it is known. */
  readonly callSite?: () => string | undefined
  /** Remembers that line, which stands on the stack in the turn of the request only; absent where it is remembered anyway. */
  readonly rememberCallSite?: () => void
  /** The client has cancelled the request before anybody could look it up. */
  readonly hasLeft?: boolean
  /** Breaks the client's connection in the middle of a body. */
  readonly breakConnection: BreakConnection
  /** Calls back when the client ends the request itself. Where it is absent, the signal of the request says that it is over. */
  readonly whenClosed?: (listener: CloseListener) => void
  /** Called when the client must wait for an answer that is there. */
  readonly whenHeld?: () => void
  /**
   * Lets the client's own call go on to the provider, from which the client then has its answer.
   *
   * @returns a copy of the answer, as it comes over the wire. It begins when the client is handed the head.
   * @throws the error of the call, which the client is given unless it is held back.
   */
  readonly goLive: (terms: LiveTerms) => Promise<Response>
}

/**
 * The answer to a request: a response; a failure that breaks its connection; never an answer, as when the recorded
 * client gave up before one came; or that of the provider, which the client's own call receives.
 */
export type Answer =
  | { readonly response: GivenResponse }
  | { readonly failure: StoredFailure }
  | { readonly never: true }
  | { readonly live: true }
