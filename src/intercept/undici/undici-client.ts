import {
  isNewHandler,
  type Abort,
  type DispatchController,
  type DispatchHandler,
  type NewHandler,
  type OldHandler,
} from '../internals/undici-internals.ts'

/** The client of one request to a dispatcher, whichever shape its handler has. */
export interface UndiciClient {
  /** Gives the client the means to end the request. */
  start(abort: Abort): void
  /** @param headers names and values in turn. */
  head(status: number, headers: Buffer[], statusText: string): void
  data(chunk: Buffer): void
  end(trailers?: Buffer[]): void
  fail(error: Error): void
  /** Resolves when the client takes more; `undefined` when it does now. */
  ready(): Promise<void> | undefined
}

/** Hears of an answer before its client does. */
export interface AnswerListener {
  onHead(status: number, headers: Buffer[], statusText: string): void
  onEnd(trailers: Buffer[]): void
}

/**
 * Speaks to a client as a dispatcher does. A handler that throws ends its request, and hears of its own error: retries and
 * limits of interceptors depend on it.
 */
export function undiciClient(handler: DispatchHandler, listener: AnswerListener): UndiciClient {
  return isNewHandler(handler) ? new NewClient(handler, listener) : new OldClient(handler, listener)
}

/** A client may keep the body waiting. Classes, because an object with its functions takes several microseconds. */
class PausingClient {
  #waiting: PromiseWithResolvers<void> | undefined

  get paused(): boolean {
    return this.#waiting !== undefined
  }

  ready(): Promise<void> | undefined {
    return this.#waiting?.promise
  }

  pause(): void {
    this.#waiting ??= Promise.withResolvers()
  }

  resume(): void {
    this.#waiting?.resolve()
    this.#waiting = undefined
  }
}

class OldClient extends PausingClient implements UndiciClient {
  readonly #handler: OldHandler
  readonly #listener: AnswerListener
  #abort: Abort = () => {}

  constructor(handler: OldHandler, listener: AnswerListener) {
    super()
    this.#handler = handler
    this.#listener = listener
  }

  start(abort: Abort): void {
    this.#abort = abort
    this.#handler.onConnect(abort, null)
  }

  head(status: number, headers: Buffer[], statusText: string): void {
    this.#listener.onHead(status, headers, statusText)
    try {
      if (this.#handler.onHeaders(status, headers, () => this.resume(), statusText) === false) this.pause()
    } catch (error) {
      this.#abort(error as Error)
    }
  }

  data(chunk: Buffer): void {
    try {
      if (this.#handler.onData(chunk) === false) this.pause()
    } catch (error) {
      this.#abort(error as Error)
    }
  }

  end(trailers: Buffer[] = []): void {
    this.#listener.onEnd(trailers)
    try {
      this.#handler.onComplete(trailers)
    } catch (error) {
      this.fail(error as Error)
    }
  }

  fail(error: Error): void {
    this.#handler.onError(error)
  }
}

/** The client is its own controller too: undici 7 gives it to each method of the handler. */
class NewClient extends PausingClient implements UndiciClient, DispatchController {
  aborted = false
  reason: Error | null = null
  rawHeaders: Buffer[] | null = null
  readonly rawTrailers = null
  readonly #handler: NewHandler
  readonly #listener: AnswerListener
  #abort: Abort = () => {}

  constructor(handler: NewHandler, listener: AnswerListener) {
    super()
    this.#handler = handler
    this.#listener = listener
  }

  start(abort: Abort): void {
    this.#abort = abort
    this.#handler.onRequestStart(this, {})
  }

  head(status: number, headers: Buffer[], statusText: string): void {
    this.#listener.onHead(status, headers, statusText)
    this.rawHeaders = headers
    try {
      this.#handler.onResponseStart(this, status, parsed(headers), statusText)
    } catch (error) {
      this.#abort(error as Error)
    }
  }

  data(chunk: Buffer): void {
    try {
      this.#handler.onResponseData(this, chunk)
    } catch (error) {
      this.#abort(error as Error)
    }
  }

  end(trailers: Buffer[] = []): void {
    this.#listener.onEnd(trailers)
    try {
      this.#handler.onResponseEnd(this, parsed(trailers))
    } catch (error) {
      this.fail(error as Error)
    }
  }

  fail(error: Error): void {
    this.#handler.onResponseError(this, error)
  }

  abort(reason: Error): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    this.#abort(reason)
  }
}

/** A handler that a dispatcher speaks to in place of that of a client, and of the same shape: a dispatcher may know only one. */
export function handlerLike(handler: DispatchHandler, client: UndiciClient): DispatchHandler {
  return isNewHandler(handler) ? newHandler(handler, client) : oldHandler(handler, client)
}

function oldHandler(handler: OldHandler, client: UndiciClient): OldHandler {
  let resume = (): void => {}
  const takesMore = (): boolean => {
    const ready = client.ready()
    void ready?.then(() => resume())
    return ready === undefined
  }
  return {
    ...notices(handler),
    onConnect: (abort) => client.start(abort),
    onHeaders(status, headers, resumeIt, statusText) {
      resume = resumeIt
      client.head(status, headers, statusText)
      return takesMore()
    },
    onData(chunk) {
      client.data(chunk)
      return takesMore()
    },
    onComplete: (trailers) => client.end(trailers),
    onError: (error) => client.fail(error),
  }
}

function newHandler(handler: NewHandler, client: UndiciClient): NewHandler {
  const pauseUntilReady = (controller: DispatchController): void => {
    const ready = client.ready()
    if (ready === undefined) return
    controller.pause()
    void ready.then(() => controller.resume())
  }
  return {
    ...notices(handler),
    onRequestStart: (controller) => client.start((reason) => controller.abort(reason as Error)),
    onResponseStart(controller, status, headers, statusText = '') {
      client.head(status, controller.rawHeaders ?? raw(headers), statusText)
      pauseUntilReady(controller)
    },
    onResponseData(controller, chunk) {
      client.data(chunk)
      pauseUntilReady(controller)
    },
    onResponseEnd: (controller, trailers) => client.end(controller.rawTrailers ?? raw(trailers)),
    onResponseError: (_, error) => client.fail(error),
  }
}

/** The methods of a handler that only take notice. */
function notices(handler: object): object {
  const given = handler as Record<string, ((...args: unknown[]) => unknown) | undefined>
  const names = ['onBodySent', 'onRequestSent', 'onResponseStarted']
  return Object.fromEntries(
    names.flatMap((name) => (typeof given[name] === 'function' ? [[name, given[name].bind(handler)]] : [])),
  )
}

type ParsedHeaders = Parameters<NewHandler['onResponseStart']>[2]

function raw(headers: ParsedHeaders): Buffer[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((single) => [Buffer.from(name, 'latin1'), Buffer.from(single, 'latin1')]),
  )
}

function parsed(headers: readonly Buffer[]): ParsedHeaders {
  const all: ParsedHeaders = {}
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at]!.toString('latin1').toLowerCase()
    const value = headers[at + 1]!.toString('latin1')
    const known = all[name]
    all[name] = known === undefined ? value : [known, value].flat()
  }
  return all
}
