import type { Target } from '../../http/connection-target.ts'
import { targetOf } from '../../http/target.ts'
import { like } from '../../util/like.ts'
import { remember } from '../../util/remember.ts'
import { callSite, type CallSite } from '../../util/app-frames.ts'
import {
  boundOrigin,
  boundTo,
  givesToMocks,
  giveTexts,
  dispatcherBase,
  fetchDispatchers,
  onUndiciRequest,
  onUndiciWrite,
  packagedDispatcherBases,
  replacedAgent,
  timeoutsOf,
  type Dispatch,
  type DispatcherBase,
  type DispatchHandler,
  type DispatchOptions,
} from '../internals/undici-internals.ts'
import type { Passage } from '../passage.ts'
import { namedTarget } from '../proxies/named-target.ts'
import type { Timeouts } from './silence-timer.ts'

/** A request that a dispatcher of undici is about to send. */
export interface Dispatched {
  readonly options: DispatchOptions
  readonly handler: DispatchHandler
  readonly origin: URL
  /** Whether `fetch` gives the text of a body in place of a stream. */
  readonly hasText: boolean
  /** The line of the app that makes the request; `undefined` where it is of no use. Call it in the turn of the request. */
  callSite(): CallSite | undefined
  /** Lets the request go on as if it had not been caught here: the socket seam sees it. */
  goOn(options?: DispatchOptions): boolean
  /** The same for a request that a server of the user must see: live calls have left connections that it does not see. */
  goToServer(): boolean
  /** Lets the request go on over any connection: nobody has to see it. */
  goOutside(): boolean
  /** Sends a request in its place, past every interception, also to another origin. */
  goPast(options: DispatchOptions, handler: DispatchHandler): boolean
  /** The time for which the client waits for an answer. */
  timeouts(): Timeouts
}

type Fetch = typeof globalThis.fetch

interface SeamRules {
  /** Says whether a request to this target may be for a cassette. */
  mayRecord(target: Target): boolean
  /** Answers a request, or lets it go on. */
  catchRequest(dispatched: Dispatched): boolean
  isReplay(): boolean
  readonly passage: Pick<Passage, 'open'>
}

/** How a request goes on: to its socket, to the network where nobody has to see it again, or past interception. */
type Way = 'on' | 'outside' | 'past'

/** Marks the options of a request with its way: a dispatcher hands them to another one. */
const way = Symbol('vitest-cassette way')

/**
 * Catches requests of `fetch` and undici where a dispatcher takes them, before there is a connection. All dispatchers of
 * one copy of undici inherit one method; it is wrapped once for each copy.
 *
 * A copy that nobody knew of is found when it announces its first request. That request goes on to its socket.
 */
export class DispatcherSeam {
  readonly #rules: SeamRules
  readonly #wrapped = new WeakSet<object>()
  /** The methods that wrap. */
  readonly #methods = new WeakSet<Dispatch>()
  /** The dispatchers whose base is wrapped. */
  readonly #watched = new WeakSet<object>()
  /** The ways of requests that nobody has to see again. */
  readonly #ways = new WeakMap<object, Way>()
  /** The requests of the global `fetch`. */
  readonly #fetched = new WeakSet<object>()
  /** The requests that are being written on sockets. */
  readonly #written = new WeakMap<object, object>()
  /** How a wrapped method calls the method of undici at this moment. */
  #running: Way | undefined
  /** The connections that a dispatcher may have kept: live ones, or ones that a server of the user sees. */
  readonly #kept = new WeakMap<object, 'live' | 'server'>()
  /** The `fetch` that runs: on the stack, the lines of undici stand above it, and each costs. */
  #fetch: Fetch | undefined
  /** Whether the `fetch` that runs gives the text of its body to the dispatcher. */
  #givesText = false

  constructor(rules: SeamRules) {
    this.#rules = rules
    onUndiciRequest((request) => {
      if (this.#fetch !== undefined) this.#fetched.add(request)
      if (this.#running === undefined) this.watchPackages()
      else if (this.#running !== 'on') this.#ways.set(request, this.#running)
    })
    onUndiciWrite(({ request, socket }) => void this.#written.set(socket, request))
  }

  /**
   * Watches the global dispatchers from the first `fetch` on. Undici loads with the first `fetch`, and most test files
   * send none.
   */
  watchFetch(realm: { fetch: Fetch }): void {
    const { fetch } = realm
    const watched = like(fetch, (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const dispatchers = fetchDispatchers((init as { dispatcher?: unknown } | undefined)?.dispatcher)
      this.#watch(dispatchers)
      const outer = this.#fetch
      const outerGivesText = this.#givesText
      this.#fetch = watched
      // Only a replay reads bodies that it does not send.
      this.#givesText = typeof init?.body === 'string' && this.#rules.isReplay() && this.#areDirect(dispatchers)
      try {
        return fetch(input, init)
      } finally {
        this.#fetch = outer
        this.#givesText = outerGivesText
      }
    })
    realm.fetch = watched
  }

  /** Watches the dispatchers of the copies of the `undici` package that have been loaded by now. */
  watchPackages(): void {
    for (const base of packagedDispatcherBases()) this.#wrap(base)
  }

  /** The way of a request that nobody has to see again. */
  wayOf(request: object): Way | undefined {
    return this.#ways.get(request)
  }

  /** The same of the request that is being written on a socket. */
  wayOn(socket: object | undefined): Way | undefined {
    const request = socket && this.#written.get(socket)
    return request && this.#ways.get(request)
  }

  /** Says whether the request that is being written on a socket is one of the global `fetch`. */
  isFetchOn(socket: object | undefined): boolean {
    const request = socket && this.#written.get(socket)
    return request !== undefined && this.#fetched.has(request)
  }

  #watch(dispatchers: readonly object[]): void {
    for (const dispatcher of dispatchers) {
      if (this.#watched.has(dispatcher)) continue
      this.#watched.add(dispatcher)
      const base = dispatcherBase(dispatcher)
      if (base !== undefined) this.#wrap(base)
    }
  }

  /** Whether a wrapped method takes a request first, and no interceptor of the user stands before it. */
  #areDirect(dispatchers: ReadonlyArray<Partial<DispatcherBase>>): boolean {
    for (const { dispatch } of dispatchers) if (dispatch === undefined || !this.#methods.has(dispatch)) return false
    return true
  }

  #wrap(base: DispatcherBase): void {
    if (this.#wrapped.has(base)) return
    this.#wrapped.add(base)
    const { dispatch } = base
    giveTexts(base, () => this.#givesText)
    const method = methodOf((dispatcher, options, handler) => this.#dispatch(dispatch, dispatcher, options, handler))
    base.dispatch = like(dispatch, method)
    this.#methods.add(base.dispatch)
  }

  #dispatch(dispatch: Dispatch, dispatcher: object, options: DispatchOptions, handler: DispatchHandler): boolean {
    const hasText = this.#givesText
    const send = (how: Way, given = options, by = dispatcher): boolean => {
      if (how === 'outside') this.#kept.set(dispatcher, 'live')
      // As `fetch` gives it to other dispatchers.
      const sent = hasText && typeof given.body === 'string' ? { ...given, body: streamed(given.body) } : given
      return this.#run(how, () => dispatch.call(by, { ...sent, [way]: how } as DispatchOptions, handler))
    }
    const goOn = (given = options): boolean => send('on', given)
    const goToServer = (): boolean => send('on', options, this.#fitFor('server', dispatcher))
    const goPast: Dispatched['goPast'] = (sent, handler) => {
      const bound = sent.origin === options.origin ? undefined : boundTo(String(sent.origin), dispatcher)
      const timeouts = bound && timeoutsOf(dispatcher, sent)
      const limits = timeouts && { headersTimeout: timeouts.head, bodyTimeout: timeouts.body }
      let takesMore = true
      const by = bound ?? this.#fitFor('live', dispatcher)
      this.#rules.passage.open(() => {
        takesMore = this.#run('past', () =>
          dispatch.call(by, { ...sent, ...limits, [way]: 'past' } as DispatchOptions, handler),
        )
      })
      // It closes when it has its answer.
      void bound?.close()
      return takesMore
    }
    const { [way]: known } = options as { [way]?: Way }
    if (known !== undefined) return known === 'past' ? goPast(options, handler) : send(known)
    const origin = originOf(String(options.origin ?? boundOrigin(dispatcher)))
    if (origin.url === undefined) return goOn()
    if (!this.#rules.mayRecord(namedTarget(options.method, options.path) ?? origin.target)) return goOn()
    // The user's mock comes first. It gives back the requests that it leaves, through another dispatcher.
    if (givesToMocks(dispatcher)) return this.#run('on', () => dispatch.call(dispatcher, options, handler))
    return this.#rules.catchRequest({
      options,
      handler,
      origin: origin.url,
      hasText,
      // Only a replay refuses requests for which the line helps.
      callSite: () => (this.#rules.isReplay() ? callSite(this.#fetch) : undefined),
      goOn,
      goToServer,
      goOutside: () => send('outside'),
      goPast,
      timeouts: () => timeoutsOf(dispatcher, options),
    })
  }

  /** The dispatcher itself, or a new one of `fetch` where the connections that it has kept are of the other kind. */
  #fitFor(kind: 'live' | 'server', dispatcher: object): object {
    const kept = this.#kept.get(dispatcher) ?? kind
    const fit = kept === kind ? dispatcher : replacedAgent(dispatcher)
    this.#kept.set(fit, kind)
    return fit
  }

  #run(how: Way, dispatch: () => boolean): boolean {
    const outer = this.#running
    this.#running = how
    try {
      return dispatch()
    } finally {
      this.#running = outer
    }
  }
}

const originOf = remember((text): { url: URL; target: Target } | { url?: never } => {
  const url = URL.parse(text)
  return url === null ? {} : { url, target: targetOf(url) }
})

async function* streamed(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

function methodOf(call: (dispatcher: object, ...args: Parameters<Dispatch>) => boolean): Dispatch {
  return function (options, handler) {
    return call(this, options, handler)
  }
}
