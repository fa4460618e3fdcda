import { AsyncLocalStorage } from 'node:async_hooks'
import type { Answer, CloseListener } from '../../answer/call.ts'
import { bare } from '../../http/target.ts'
import { currentCaller } from '../../session/caller.ts'
import { connectionError } from '../../stream/failure.ts'
import type { CaughtRequest, InterceptionWorker } from '../caught-request.ts'
import { classify } from '../classify-request.ts'
import { howClosed } from '../how-closed.ts'
import { isBypassed, isServerListening } from '../internals/msw-internals.ts'
import { announceUndiciRequest, type Announcement } from '../internals/undici-internals.ts'
import { interceptionOf } from '../interception-of.ts'
import { providerRequest } from '../kinds/provider-request.ts'
import { shapeOf } from '../request-shape.ts'
import { deliverResponse } from './deliver-response.ts'
import { fakesTicks } from '../../stream/clock.ts'
import { dispatchedRequest } from './dispatched-request.ts'
import type { Dispatched } from './dispatcher-seam.ts'
import { goLive } from './go-live.ts'
import { undiciClient, type UndiciClient } from './undici-client.ts'

/**
 * Answers a request to a provider where a dispatcher of undici takes it. All other requests go on to their sockets, and so
 * does every request while a server of the user listens there.
 *
 * @returns whether the dispatcher takes more.
 */
export function catchOnDispatcher(dispatched: Dispatched, worker: InterceptionWorker): boolean {
  const left = new AbortController()
  const request = dispatchedRequest(dispatched, left.signal)
  if (request === undefined || isServerListening()) return dispatched.goOn()
  // Its client waits for ticks that never come: on the socket it waits until the test times out, and the error says why.
  if (fakesTicks()) return dispatched.goOn()
  if (isBypassed(request.headers)) return dispatched.goOn()
  const shape = shapeOf(request, (name) => request.headers.get(name) ?? undefined)
  if (classify(shape, worker) !== 'provider') return dispatched.goOn()

  const client = undiciClient(dispatched.handler)
  let closed: Parameters<CloseListener> | undefined
  let whenClosed: CloseListener = () => {}
  let isOver = false
  let announcement: Announcement | undefined
  const fail = (error: Error): void => {
    if (isOver) return
    isOver = true
    left.abort(error)
    announcement?.fail(error)
    client.fail(error)
  }
  client.start((reason) => {
    if (isOver) return
    closed = howClosed(reason)
    whenClosed(...closed)
    fail(reason ?? requestAborted())
  })
  const watched: UndiciClient = {
    ...client,
    head(status, headers, statusText) {
      announcement?.head(status, headers, statusText)
      client.head(status, headers, statusText)
    },
    end(trailers = []) {
      isOver = true
      announcement?.end(trailers)
      client.end(trailers)
    },
  }
  /** A request that is answered here is one that tracers see, as the client's own call is. */
  const announce = (): void => {
    const { path, method, body } = dispatched.options
    if (isOver) return
    announcement = announceUndiciRequest({
      origin: dispatched.origin.origin,
      path,
      method,
      headers: [...request.headers].flat(),
      body,
    })
  }
  const respond = (response: Response): Promise<void> => {
    announce()
    return deliverResponse(response, watched, left.signal)
  }
  const listen = (listener: CloseListener): void => {
    whenClosed = listener
    if (closed !== undefined) listener(...closed)
  }
  const caller = currentCaller(worker)
  const caught: CaughtRequest = {
    request,
    shape,
    // Its body may be read again.
    copy: () => request,
    caller,
    callSite: () => undefined,
    claim() {},
    whenUnanswered: (callback) => void callback(),
    // Only requests to providers are handled here.
    whenSent() {},
    respond: (response) => void respond(response),
    destroy: fail,
    begin: () => ({
      request,
      caller,
      breakConnection: (failure) => fail(connectionError(failure)),
      whenClosed: listen,
      goLive(signal, tell, delivery) {
        const inClient = AsyncLocalStorage.snapshot()
        worker.liveHosts.add(bare(shape.url.hostname))
        // Outside the test: its clock and its random numbers must be the same in a replay, which sends nothing.
        return worker.callers.exit(() =>
          goLive({
            dispatched,
            request,
            client: watched,
            left: left.signal,
            whenClosed: listen,
            tell,
            signal,
            fail,
            inClient,
            delivery,
          }),
        )
      },
    }),
    async give(answer: Answer) {
      if ('response' in answer) return respond(answer.response)
      if ('live' in answer) return
      announce()
      if ('failure' in answer) fail(connectionError(answer.failure))
    },
  }
  request.arrayBuffer().catch(fail)
  if (!isOver) void providerRequest(caught, interceptionOf(worker))
  return true
}

/** The error that undici ends an aborted request with where its client gives none. */
function requestAborted(): Error {
  const error = new Error('Request aborted')
  return Object.assign(Object.defineProperty(error, 'name', { value: 'AbortError' }), { code: 'UND_ERR_ABORTED' })
}
