import { AsyncLocalStorage } from 'node:async_hooks'
import type { Answer, AppRequest, Call, CloseListener, LiveTerms } from '../../answer/call.ts'
import { goUnrecorded } from '../../answer/go-unrecorded.ts'
import type { GivenResponse } from '../../http/given-response.ts'
import { RequestHeaders } from '../../http/request-headers.ts'
import { currentCaller, type Caller } from '../../session/caller.ts'
import { ClientLeft } from '../../stream/client-left.ts'
import { nodeConnectionError } from '../../stream/failure.ts'
import { appLine, callSite, type CallSite } from '../../util/app-frames.ts'
import type { CaughtRequest, InterceptionWorker } from '../caught-request.ts'
import { howClosed } from '../how-closed.ts'
import { announceConnected, timeoutOf } from '../internals/node-internals.ts'
import { AnswerRelay } from '../live/answer-relay.ts'
import { isOtherSideClosed } from '../live/other-side-closed.ts'
import { relayAnswer } from '../live/send-http1.ts'
import { requestUrl } from '../request-url.ts'
import { shapeOf, type RequestShape } from '../request-shape.ts'
import { socketReceiver } from '../sockets/socket-receiver.ts'
import type { AgentRequest } from './agent-seam.ts'
import type { Release } from './held-request.ts'
import { MemorySocket } from './memory-socket.ts'
import { twinRequest } from './twin-request.ts'
import { watchRequest } from './watch-request.ts'
import { writeAnswer } from './write-answer.ts'

/** A request of `node:http` that has no connection yet. */
export class CaughtOnAgent implements CaughtRequest {
  declare request: AppRequest
  declare head: string
  declare shape: RequestShape
  readonly caller: Caller | undefined
  body: Buffer<ArrayBuffer> = Buffer.alloc(0)
  declare release: Release
  readonly #given: AgentRequest
  readonly #worker: InterceptionWorker
  readonly #site: CallSite | undefined
  /** A client makes its request here, and may write it anywhere. */
  readonly #inClient: <T>(call: () => T) => T = AsyncLocalStorage.snapshot()
  readonly #left = new AbortController()
  #closed: Parameters<CloseListener> | undefined
  #whenClosed: CloseListener = () => {}
  #whenSent: () => void = () => {}
  #isSettled = false
  #socket: MemorySocket | undefined
  #isBreaking = false

  constructor(given: AgentRequest, worker: InterceptionWorker) {
    this.#given = given
    this.#worker = worker
    this.caller = currentCaller(worker)
    // Only a replay refuses requests for which the app's line helps.
    this.#site = worker.settings.mode === 'replay' ? callSite() : undefined
  }

  /** Whether the client has a connection. */
  get isConnected(): boolean {
    return this.#socket !== undefined
  }

  /** Says whether the head is one that can be read. */
  readHead(head: string): boolean {
    const { request, origin } = this.#given
    const { method } = request
    this.head = head
    try {
      const headers = headersOf(head)
      const url = requestUrl(origin, request.path, headers.get('host'), this.#worker.settings)
      const { signal } = this.#left
      const arrayBuffer = async (): Promise<ArrayBuffer> =>
        this.body.buffer.slice(this.body.byteOffset, this.body.byteOffset + this.body.byteLength)
      this.request = { method, url, headers, signal, arrayBuffer }
      this.shape = shapeOf(this.request, (name) => headers.get(name) ?? undefined)
      return method !== 'CONNECT'
    } catch {
      // A server of the user may understand what no URL can be.
      return false
    }
  }

  /** The client ends the request. */
  readonly leave = (error: Error | undefined): void => {
    if (this.#left.signal.aborted) return
    if (!this.#isBreaking) {
      this.#closed = howClosed(error)
      this.#whenClosed(...this.#closed)
    }
    this.#left.abort(error)
  }

  readonly #listen = (listener: CloseListener): void => {
    this.#whenClosed = listener
    if (this.#closed !== undefined) listener(...this.#closed)
  }

  copy(): AppRequest {
    return this.request
  }

  callSite(): string | undefined {
    return (this.#site && appLine(this.#site)) ?? this.#worker.callSites.lineOf(this.#given.request)
  }

  claim(): void {}

  whenUnanswered(callback: () => Promise<void> | void): void {
    void callback()
  }

  // One that goes on to its socket is watched there too.
  whenSent(callback: () => void): void {
    this.#whenSent = callback
  }

  respond(response: GivenResponse): void {
    const socket = this.#connect()
    if (socket === undefined) return
    const { request } = this.#given
    void writeAnswer(response, request, socket, this.#left.signal, this.shape.form === 'duplex')
  }

  destroy(error: Error | undefined): void {
    const socket = this.#connect()
    this.#isBreaking = true
    socket?.destroy(error)
  }

  begin(): Call {
    const { request, caller } = this
    return {
      request,
      caller,
      callSite: () => this.callSite(),
      breakConnection: (failure) => this.destroy(nodeConnectionError(failure)),
      whenClosed: this.#listen,
      goLive: async (terms) => {
        if (this.#closed !== undefined) {
          terms.left(...this.#closed)
          throw new ClientLeft()
        }
        const page = this.shape.page?.origin
        if (terms.redirect !== undefined || terms.holdsBack || this.isConnected) return this.#sendTwin(terms, page)
        this.#isSettled = true
        const send = (): void => {
          this.#inClient(() => this.#given.goPast())
        }
        this.release()
        return watchRequest(this.#given.request, { send, terms, page })
      },
    }
  }

  /**
   * Sends another request in place of that of the client, whose own would take it to its own address, and end with its error.
   * The client has the answer on a connection in memory, where its time-outs run.
   */
  async #sendTwin(terms: LiveTerms, page: string | undefined): Promise<Response> {
    const { request, connecting } = this.#given
    const { head, body } = this
    // Outside the test: its clock and its random numbers must be the same in a replay, which sends nothing.
    const twin = this.#worker.callers.exit(() => twinRequest({ ...connecting, request, head, body }, terms.redirect))
    const socket = this.#connect()
    if (socket === undefined) throw new ClientLeft()
    const { signal: left } = this.#left
    const client = socketReceiver({
      method: twin.method,
      server: socket.serverEnd,
      connect: async () => {},
      destroy: (error) => this.destroy(isOtherSideClosed(error) ? undefined : error),
      page,
    })
    const relay = new AnswerRelay({
      method: twin.method,
      client,
      terms,
      left,
      whenClosed: this.#listen,
      abort: (reason) => void twin.destroy(reason),
      inClient: this.#inClient,
    })
    relayAnswer(twin, relay)
    return relay.response
  }

  async give(answer: Answer): Promise<void> {
    if ('response' in answer) this.respond(answer.response)
    else if ('failure' in answer) this.destroy(nodeConnectionError(answer.failure))
    // The timeouts of the client run on a connection.
    else if ('never' in answer) this.#connect()
  }

  /** Lets a request go on to its socket that nobody has answered. */
  goOnUnsettled(): void {
    if (this.#isSettled || this.#left.signal.aborted) return
    this.#isSettled = true
    if (this.isConnected) {
      this.#whenSent()
      return goUnrecorded(this.begin().goLive)
    }
    this.release()
    this.#inClient(() => this.#given.goOn())
  }

  /** Gives the client a connection before it has written its request, which is held all the same. */
  connect(): void {
    const { request, origin } = this.#given
    const socket = new MemorySocket(origin, this.leave)
    this.#socket = socket
    this.#inClient(() => {
      request.onSocket(socket)
      announceConnected(socket)
    })
    const timeout = timeoutOf(request)
    if (timeout !== undefined) socket.setTimeout(timeout)
  }

  /** Lets the client have an answer on its connection; `undefined` when it has left. */
  #connect(): MemorySocket | undefined {
    this.#isSettled = true
    if (this.#left.signal.aborted) return this.#socket
    this.#given.abandon()
    if (!this.isConnected) this.connect()
    this.release()
    return this.#socket
  }
}

function headersOf(head: string): RequestHeaders {
  const [, ...lines] = head.split('\r\n')
  const headers = new RequestHeaders()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1))
  }
  return headers
}
