import type { CloseListener, LiveTerms } from '../../answer/call.ts'
import { AnswerRelay, type AnswerReceiver } from '../live/answer-relay.ts'
import { isSilenceTimeout } from '../how-closed.ts'
import type { Abort } from '../internals/undici-internals.ts'
import type { DispatchedRequest } from './dispatched-request.ts'
import type { Dispatched } from './dispatcher-seam.ts'
import { handlerLike, type UndiciClient } from './undici-client.ts'

interface LiveDispatch {
  readonly dispatched: Dispatched
  readonly request: DispatchedRequest
  readonly client: AnswerReceiver
  /** Aborted when the client has ended the request. */
  readonly left: AbortSignal
  readonly whenClosed: (listener: CloseListener) => void
  readonly terms: LiveTerms
  /** Runs the code of the client where the client made its request, and not where its connection was opened. */
  readonly inClient: (call: () => void) => void
  /** Ends the request as its client does. */
  readonly leave: (error: Error) => void
}

/**
 * Lets a request go on to the provider, or elsewhere, through the dispatcher of the client and past interception. The client
 * receives the answer as it comes.
 *
 * @returns a copy of the answer.
 */
export async function goLive({ dispatched, request, leave, ...call }: LiveDispatch): Promise<Response> {
  const { signal, redirect } = call.terms
  const sent = await request.toSend(redirect)
  let abort: Abort = () => {}
  const relay = new AnswerRelay({ ...call, method: request.method, abort: (reason) => abort(reason) })
  const watching: UndiciClient = {
    start(given) {
      abort = given
      if (signal.aborted) abort(signal.reason as Error)
    },
    head: (...head) => relay.head(...head),
    data: (piece) => relay.data(piece),
    end: (trailers) => relay.end(trailers),
    fail: (error) => (isSilenceTimeout(error) ? leave(error) : relay.fail(error)),
    ready: () => relay.ready(),
  }
  try {
    dispatched.goPast(sent, handlerLike(dispatched.handler, watching))
  } catch (error) {
    relay.fail(error as Error)
  }
  return relay.response
}
