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

/** Speaks to a client as a dispatcher does. */
export function undiciClient(handler: DispatchHandler): UndiciClient {
  let waiting: PromiseWithResolvers<void> | undefined
  const pause = (): void => void (waiting ??= Promise.withResolvers())
  const resume = (): void => {
    waiting?.resolve()
    waiting = undefined
  }
  const ready = (): Promise<void> | undefined => waiting?.promise
  if (!isNewHandler(handler))
    return {
      start: (abort) => handler.onConnect(abort, null),
      head: (status, headers, statusText) => {
        if (handler.onHeaders(status, headers, resume, statusText) === false) pause()
      },
      data: (chunk) => {
        if (handler.onData(chunk) === false) pause()
      },
      end: (trailers = []) => handler.onComplete(trailers),
      fail: (error) => handler.onError(error),
      ready,
    }
  let abortRequest: Abort = () => {}
  const state: { aborted: boolean; reason: Error | null; rawHeaders: Buffer[] | null } = {
    aborted: false,
    reason: null,
    rawHeaders: null,
  }
  const controller: DispatchController = {
    get paused() {
      return waiting !== undefined
    },
    get aborted() {
      return state.aborted
    },
    get reason() {
      return state.reason
    },
    get rawHeaders() {
      return state.rawHeaders
    },
    rawTrailers: null,
    pause,
    resume,
    abort(reason) {
      if (state.aborted) return
      Object.assign(state, { aborted: true, reason })
      abortRequest(reason)
    },
  }
  return {
    start(abort) {
      abortRequest = abort
      handler.onRequestStart(controller, {})
    },
    head(status, headers, statusText) {
      state.rawHeaders = headers
      handler.onResponseStart(controller, status, parsed(headers), statusText)
    },
    data: (chunk) => handler.onResponseData(controller, chunk),
    end: (trailers = []) => handler.onResponseEnd(controller, parsed(trailers)),
    fail: (error) => handler.onResponseError(controller, error),
    ready,
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
