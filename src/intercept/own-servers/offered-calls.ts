import type { Answer, Call } from '../../answer/call.ts'

/** A request to a provider that is offered to the servers of the user. */
export interface OfferedCall {
  readonly call: Call
  /** The answer of `cassetteHandlers()`, where the client's own call receives it. */
  answer?: Answer
}

/** By their requests: `cassetteHandlers()` get nothing else. */
export const offeredCalls: WeakMap<object, OfferedCall> = new WeakMap()
