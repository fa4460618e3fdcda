import type { CloseListener } from '../../answer/call.ts'
import { AnswerCopy } from '../answer-copy.ts'
import type { Abort } from '../internals/undici-internals.ts'
import type { DispatchedRequest } from './dispatched-request.ts'
import type { OwnDelivery } from '../../stream/delivery.ts'
import type { Dispatched } from './dispatcher-seam.ts'
import { handlerLike, type UndiciClient } from './undici-client.ts'

interface LiveDispatch {
  readonly dispatched: Dispatched
  readonly request: DispatchedRequest
  readonly client: UndiciClient
  /** Aborted when the client has ended the request. */
  readonly left: AbortSignal
  readonly whenClosed: (listener: CloseListener) => void
  /** Called when the client has ended the request and the copy shows what it had until then. */
  readonly tell: CloseListener
  /** Ends the call. */
  readonly signal: AbortSignal
  /** Gives the client an error, unless it has its answer. */
  readonly fail: (error: Error) => void
  /** Runs the code of the client where the client made its request, and not where its connection was opened. */
  readonly inClient: (call: () => void) => void
  readonly delivery: OwnDelivery
}

/**
 * Lets a request go on to the provider, through the dispatcher of the client and past interception. The client receives
 * the answer as it comes.
 *
 * @returns a copy of the answer. It goes on when the client has left, until `signal` ends the call.
 */
export async function goLive({
  dispatched,
  request,
  client,
  left,
  whenClosed,
  tell,
  signal,
  fail,
  inClient,
  delivery,
}: LiveDispatch): Promise<Response> {
  const sent = await request.toSend()
  const copy = new AnswerCopy()
  whenClosed((...closed) => copy.leave(() => tell(...closed)))
  let abort: Abort = () => {}
  const stop = (): void => {
    const reason = signal.reason as Error
    abort(reason)
    failed(reason)
  }
  let waiting: Promise<void> | undefined
  const toClient = (part: Parameters<OwnDelivery['handOver']>[0], call: () => void): void => {
    const give = (): void => {
      if (left.aborted) return
      delivery.handOver(part)
      inClient(call)
    }
    const turn = waiting === undefined ? delivery.turn() : waiting.then(() => delivery.turn())
    if (turn === undefined) return give()
    const given = turn.then(give).finally(() => {
      if (waiting === given) waiting = undefined
    })
    waiting = given
  }
  const failed = (error: Error): void => {
    signal.removeEventListener('abort', stop)
    copy.fail(error)
    toClient('end', () => fail(error))
  }
  const watching: UndiciClient = {
    start(given) {
      abort = given
      if (signal.aborted) abort(signal.reason as Error)
    },
    head(status, headers, statusText) {
      toClient('head', () => client.head(status, headers, statusText))
      if (status >= 200) copy.head(status, statusText, headers, request.method)
    },
    data(piece) {
      copy.data(piece)
      toClient('piece', () => client.data(piece))
    },
    end(trailers) {
      signal.removeEventListener('abort', stop)
      copy.end()
      toClient('end', () => client.end(trailers))
    },
    fail: failed,
    ready: () => (left.aborted ? undefined : (waiting?.then(() => client.ready()) ?? client.ready())),
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    dispatched.goPast(sent, handlerLike(dispatched.handler, watching))
  } catch (error) {
    failed(error as Error)
  }
  return copy.response
}
