import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { lazy } from '../../util/lazy.ts'
import { keepApplied, type SharedInterceptorClass } from '../shared-interceptor.ts'

/** Settles one request: at most one call of one method. */
export interface RequestController {
  /** `0` while the request is not settled. */
  readonly readyState: number
  respondWith(response: Response): void
  errorWith(reason: Error): void
  /** Sends the request to where it goes; called when no listener has settled it. */
  passthrough(): Promise<void>
}

/** A request as MSW's interceptors report it. */
export interface RequestEvent {
  readonly request: Request
  readonly controller: RequestController
  stopImmediatePropagation(): void
}

/** A connection as MSW's interceptors report it, with the server's end of the socket. */
export interface ConnectionEvent {
  readonly socket: Socket
  readonly connectionOptions: { readonly host?: unknown; readonly port?: unknown }
  readonly controller: { passthrough(...args: unknown[]): unknown; claim(): void; reset(): void }
}

interface Emitter {
  earlyOn(type: string, listener: (event: never) => unknown): void
  emitAsPromise(event: never): Promise<unknown>
}

interface Interceptor {
  readonly emitter: Emitter
}

/**
 * MSW's interceptors, from the very copy that the user's MSW uses: two copies would both patch the sockets.
 *
 * `setupServer` is not enough here: it only answers requests of clients that went through the patched `fetch` or
 * `http.request`. The HTTP interceptor answers everything that speaks HTTP on a socket; the other two only mark the
 * requests that start there, so that one with a late body is waited for.
 */
export function applyInterceptors(): { readonly requests: Emitter; readonly connections: Emitter } {
  new (classOf('http', 'HttpRequestInterceptor'))().apply()
  keepApplied(classOf('fetch', 'FetchInterceptor'))
  keepApplied(classOf('ClientRequest', 'ClientRequestInterceptor'))
  return { requests: shared('node-http-request-source'), connections: shared('socket-interceptor') }
}

/** What loads the interceptors, one after the other; nothing is applied. */
export const interceptorParts: ReadonlyArray<() => unknown> = ['http', 'fetch', 'ClientRequest'].map(
  (path) => () => load(path),
)

const fromMsw = lazy(() => createRequire(createRequire(import.meta.url).resolve('msw/package.json')))

function load(path: string): Record<string, SharedInterceptorClass | undefined> {
  return fromMsw()(`@mswjs/interceptors/${path}`)
}

function classOf(path: string, name: string): SharedInterceptorClass {
  const Class = load(path)[name]
  if (Class === undefined) throw new Error(`msw has no ${name}: this version of vitest-cassette needs msw 3`)
  return Class
}

/**
 * Calls `watch` with each new connection before any listener hears of it. Unlike a listener, it does not put the
 * others off to a later microtask, by which time the client may have written its request to nobody.
 */
export function beforeConnections(connections: Emitter, watch: (event: ConnectionEvent) => void): void {
  const emit = connections.emitAsPromise.bind(connections)
  connections.emitAsPromise = (event: never) => {
    watch(event)
    return emit(event)
  }
}

/**
 * The emitters behind all interceptors of the process. Listening there, and first, keeps provider traffic from a
 * server of the user's own, which would warn about it or refuse it.
 */
function shared(name: string): Emitter {
  const registry = (globalThis as unknown as { __MSW_INTERCEPTORS_REGISTRY?: Map<symbol, Interceptor> })
    .__MSW_INTERCEPTORS_REGISTRY
  const interceptor = registry?.get(Symbol.for(name))
  if (interceptor === undefined) throw new Error(`msw has no ${name}: this version of vitest-cassette needs msw 3`)
  return interceptor.emitter
}
