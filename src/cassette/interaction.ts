import type { StoredBody } from './stored-body.ts'

/**
 * Header names are in lower case. A repeated header has an array.
 *
 * @see docs/cassette-format.md#headers
 */
export type StoredHeaders = Readonly<Record<string, string | readonly string[]>>

/**
 * A recorded request.
 *
 * @see docs/cassette-format.md#request
 */
export interface StoredRequest {
  readonly method: string
  readonly url: string
  readonly headers?: StoredHeaders
  readonly body?: StoredBody
}

/**
 * An error as the client saw it, with one level of cause.
 *
 * @see docs/cassette-format.md#failure
 */
export interface StoredFailure {
  readonly name: string
  readonly message: string
  /** A number only in errors of wrapped functions, such as the exit code of a command. */
  readonly code?: string | number
  /** A wrapped function threw a string instead of an error; `message` holds it. */
  readonly text?: true
  /** Other own fields of an error of a wrapped function, as far as they are plain JSON. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly cause?: StoredFailure
}

/**
 * `[milliseconds since the previous one, bytes]` for each piece of a body, in the order of arrival.
 *
 * @see docs/cassette-format.md#response
 */
export type Chunk = readonly [delay: number, size: number]

/**
 * A part of what an answer says: text, or a tool call with its input.
 *
 * @see docs/cassette-format.md#says
 */
export type Said = string | { readonly calls: string; readonly with: unknown }

/**
 * A recorded response.
 *
 * @see docs/cassette-format.md#response
 */
export interface StoredResponse {
  readonly status: number
  /** Present when it differs from the usual text of the status. */
  readonly statusText?: string
  readonly headers?: StoredHeaders
  /**
   * The announced length: `true` when it is the length of `body`, else a number of bytes, for an answer to HEAD or an
   * incomplete one. Absent when the answer was chunked.
   */
  readonly length?: true | number
  /** Only in an answer that was written by hand: the file has it in place of the body. */
  readonly says?: readonly Said[]
  readonly body?: StoredBody
  readonly chunks?: readonly Chunk[]
  /** The client stopped reading here, before the end of the answer. */
  readonly aborted?: true
  /** The stream broke here. */
  readonly failure?: StoredFailure
}

/**
 * Positions of the events of an interaction among those of the whole cassette, from 1. Only interactions that were in
 * flight at the same time have them.
 *
 * @see docs/cassette-format.md#order
 */
export interface EventOrder {
  readonly asked: number
  /** The app received the head of the answer. Absent when it received none. */
  readonly answered?: number
  /**
   * `[index in chunks, position]` of the pieces that came after an event of another interaction, or after the client
   * had left.
   */
  readonly pieces?: ReadonlyArray<readonly [piece: number, position: number]>
  /** The answer was complete, or failed. */
  readonly ended?: number
  /** The client ended the exchange before. */
  readonly left?: number
}

/**
 * The request was changed after the answer was recorded, by `vitest-cassette accept --requests`: the provider has not
 * seen it.
 *
 * @see docs/cassette-format.md#an-interaction
 */
export interface RequestChange {
  /** Time of the change: ISO 8601, UTC. */
  readonly at: string
  /** The places that have changed, such as `messages[0].content`. */
  readonly places: readonly string[]
}

interface InteractionBase {
  readonly lane: string
  /** Names of the steps that recorded it, outermost first, joined by ` > `. For people only: matching ignores it. */
  readonly step?: string
  /** Time of sending the request: ISO 8601, UTC. */
  readonly recordedAt: string
  /**
   * With `clock: 'recorded'`: the times that the test read from its clock before the request, since the answer before. ISO
   * 8601, UTC.
   */
  readonly clock?: readonly [first: string, ...later: string[]]
  readonly order?: EventOrder
  readonly requestChanged?: RequestChange
  readonly request: StoredRequest
}

/**
 * One request with its outcome: a response, or a failure before any response.
 *
 * @see docs/cassette-format.md#an-interaction
 */
export type Interaction =
  | (InteractionBase & { readonly response: StoredResponse; readonly failure?: never })
  | (InteractionBase & { readonly failure: StoredFailure; readonly response?: never })
