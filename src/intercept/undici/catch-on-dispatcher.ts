import { AsyncLocalStorage } from 'node:async_hooks'
import type { Answer, Call, CloseListener } from '../../answer/call.ts'
import type { GivenResponse } from '../../http/given-response.ts'
import { currentCaller, type Caller } from '../../session/caller.ts'
import { fakesTicks } from '../../stream/clock.ts'
import { connectionError } from '../../stream/failure.ts'
import type { CaughtRequest, InterceptionWorker } from '../caught-request.ts'
import { classify, goesOn } from '../classify-request.ts'
import { handleAs } from '../handle-request.ts'
import { howClosed } from '../how-closed.ts'
import { isBypassed, isServerListening } from '../internals/msw-internals.ts'
import { noteOutside } from '../kinds/outside.ts'
import type { AnswerReceiver } from '../live/answer-relay.ts'
import { announceUndiciRequest, type Announcement } from '../internals/undici-internals.ts'
import { interceptionOf } from '../interception-of.ts'
import { shapeOf, type RequestShape } from '../request-shape.ts'
import { appLine, type CallSite } from '../../util/app-frames.ts'
import { deliverResponse } from './deliver-response.ts'
import { Departure } from './departure.ts'
import { dispatchedRequest, type DispatchedRequest } from './dispatched-request.ts'
import type { Dispatched } from './dispatcher-seam.ts'
import { goLive } from './go-live.ts'
import { SilenceTimer } from './silence-timer.ts'
import { undiciClient, type AnswerListener, type UndiciClient } from './undici-client.ts'

/**
 * Answers a request where a dispatcher of undici takes it. Requests that are not for a cassette go on to their sockets, and so
 * does every request while a server of the user listens there.
 *
 * @returns whether the dispatcher takes more.
 */
export function catchOnDispatcher(dispatched: Dispatched, worker: InterceptionWorker): boolean {
  const departure = new Departure()
  const request = dispatchedRequest(dispatched, departure, worker.settings)
  if (isServerListening()) return dispatched.goToServer()
  if (request === undefined) return dispatched.goOn()
  // Its client waits for ticks that never come: on the socket it waits until the test times out, and the error says why.
  if (fakesTicks()) return dispatched.goOn()
  if (isBypassed(request.headers)) return dispatched.goOn()
  const shape = shapeOf(request, (name) => request.headers.get(name) ?? undefined)
  const interception = interceptionOf(worker)
  const caught = new CaughtOnDispatcher(dispatched, request, shape, departure, worker)
  const kind = classify(shape, worker, (host) => interception.knownHosts.has(host, caught.caller))
  if (kind === 'outside' && noteOutside(caught, worker)) return dispatched.goOutside()
  if (goesOn(kind)) return dispatched.goOn()
  void handleAs(kind, caught, interception).then(() => caught.goOnUnsettled(), caught.destroy)
  return true
}

/** A request of undici that has no connection yet. */
class CaughtOnDispatcher implements CaughtRequest, AnswerListener {
  readonly request: DispatchedRequest
  readonly shape: RequestShape
  readonly caller: Caller | undefined
  readonly #dispatched: Dispatched
  readonly #worker: InterceptionWorker
  readonly #departure: Departure
  /** The client; `undefined` until the request is answered here, because undici starts a client itself. */
  #client: UndiciClient | undefined
  #announcement: Announcement | undefined
  readonly #silence: SilenceTimer
  #closed: Parameters<CloseListener> | undefined
  #whenClosed: CloseListener = () => {}
  #isOver = false
  #hasGoneLive = false
  #site: CallSite | undefined

  constructor(
    dispatched: Dispatched,
    request: DispatchedRequest,
    shape: RequestShape,
    departure: Departure,
    worker: InterceptionWorker,
  ) {
    this.request = request
    this.shape = shape
    this.caller = currentCaller(worker)
    this.#dispatched = dispatched
    this.#worker = worker
    this.#departure = departure
    this.#silence = new SilenceTimer(() => dispatched.timeouts(), this.#leave)
  }

  // Its body may be read again.
  copy(): DispatchedRequest {
    return this.request
  }

  callSite(): string | undefined {
    return this.#site && appLine(this.#site)
  }

  claim(): void {}

  whenUnanswered(callback: () => Promise<void> | void): void {
    void callback()
  }

  // It goes on to its socket, which is watched too.
  whenSent(): void {}

  respond(response: GivenResponse): void {
    void this.#respond(response)
  }

  readonly destroy = (error: Error): void => {
    const client = this.#start()
    if (this.#isOver) return
    this.#isOver = true
    this.#silence.end()
    this.#departure.come(error)
    this.#announcement?.fail(error)
    client.fail(error)
  }

  begin(): Call {
    const { request, caller } = this
    this.#start()
    return {
      request,
      caller,
      callSite: () => this.callSite(),
      breakConnection: (failure) => this.destroy(connectionError(failure)),
      whenClosed: this.#listen,
      rememberCallSite: () => {
        this.#site ??= this.#dispatched.callSite()
      },
      whenHeld: () => this.#silence.expect('head'),
      goLive: (terms) => {
        this.#hasGoneLive = true
        const inClient = AsyncLocalStorage.snapshot()
        // Outside the test: its clock and its random numbers must be the same in a replay, which sends nothing.
        return this.#worker.callers.exit(() =>
          goLive({
            dispatched: this.#dispatched,
            request,
            client: this.#receiver(),
            left: this.#departure.signal,
            whenClosed: this.#listen,
            terms,
            inClient,
            leave: this.#leave,
          }),
        )
      },
    }
  }

  give(answer: Answer): Promise<void> | void {
    if ('response' in answer) return this.#respond(answer.response)
    if ('live' in answer) return
    this.#announce()
    if ('failure' in answer) this.destroy(connectionError(answer.failure))
    else this.#silence.expect('head')
  }

  /** Lets a request go on to its socket that nobody has answered. */
  goOnUnsettled(): void {
    if (this.#client !== undefined) return
    void this.request.toSend().then((sent) => {
      try {
        this.#dispatched.goOn(sent)
      } catch (error) {
        this.destroy(error as Error)
      }
    }, this.destroy)
  }

  #start(): UndiciClient {
    if (this.#client !== undefined) return this.#client
    const client = undiciClient(this.#dispatched.handler, this)
    this.#client = client
    client.start((reason) => this.#leave(reason ?? requestAborted()))
    if (this.request.inMemory === undefined) this.request.arrayBuffer().catch(this.destroy)
    return client
  }

  /** The client of a live call. An error ends the request here too. */
  #receiver(): AnswerReceiver {
    const client = this.#start()
    return {
      head: client.head.bind(client),
      data: client.data.bind(client),
      end: client.end.bind(client),
      fail: this.destroy,
      ready: client.ready.bind(client),
    }
  }

  onHead(...head: Parameters<AnswerListener['onHead']>): void {
    this.#announcement?.head(...head)
  }

  onEnd(trailers: Buffer[]): void {
    this.#isOver = true
    this.#announcement?.end(trailers)
  }

  /** The client ends the request. */
  readonly #leave = (error: Error): void => {
    if (this.#isOver) return
    this.#closed = howClosed(error)
    this.#whenClosed(...this.#closed)
    this.destroy(error)
  }

  readonly #listen = (listener: CloseListener): void => {
    this.#whenClosed = listener
    if (this.#closed !== undefined) listener(...this.#closed)
  }

  #respond(response: GivenResponse): Promise<void> | void {
    const client = this.#start()
    this.#announce()
    return deliverResponse(response, client, this.#departure, this.#silence)
  }

  /** Tracers see a request that is answered here as one that the client sends. */
  #announce(): void {
    const { options, origin } = this.#dispatched
    const { path, method, body } = options
    // Undici announces a request that it sends. If that fails, the cassette may still answer.
    if (this.#isOver || this.#hasGoneLive) return
    const fields = { origin: origin.origin, path, method, body }
    this.#announcement = announceUndiciRequest(fields, () => [...this.request.headers].flat())
  }
}

/** The error that undici ends an aborted request with where its client gives none. */
function requestAborted(): Error {
  return connectionError({ name: 'AbortError', message: 'Request aborted', code: 'UND_ERR_ABORTED' })
}
