import net from 'node:net'
import type { CassetteError } from '../../errors/cassette-error.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { CassetteStartError } from '../../errors/cassette-start-error.ts'
import { providerOfHost } from '../../providers/find-provider.ts'
import { beforeReuse, beforeUndiciReuse, withoutPipelining } from '../node-http/reused-connections.ts'
import { connectionTarget, isLocal, type Target } from '../../http/connection-target.ts'
import { isHttp2Connect } from '../internals/node-internals.ts'
import { beforeProxied, isProxyOf } from '../proxies/environment-proxies.ts'
import { isRefused, type OfflineRules } from '../../offline/offline.ts'
import { urlOf } from '../../http/target.ts'
import type { Settings } from '../../cassette/settings.ts'
import type { CallSites } from '../../offline/call-site.ts'
import { currentCaller, type Callers } from '../../session/caller.ts'
import { failTest, type StrayErrors } from '../../session/fail-test.ts'

/** The part of the worker's state that the trap needs. */
type TrappedWorker = Callers &
  StrayErrors &
  OfflineRules & {
    readonly settings: Pick<Settings, 'include'>
    readonly callSites: Pick<CallSites, 'remember'>
  }

/** `socket.connect`, whose many forms do not matter here. */
type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket

const prototype = net.Socket.prototype as unknown as { connect: Connect }

/** MSW's own way to let one connection past its interception, shared by all its copies. */
interface Internals {
  __MSW_INTERNAL_CONNECTION_CONTEXT?: { run<T>(callback: () => T): T }
}

/** Answers an HTTP/2 client on its socket, which has connected already or is not to connect. */
export type BridgeHttp2 = (socket: net.Socket, hasConnected: boolean) => net.Socket

/** What the trap sets off; each loads what it needs. */
interface Engine {
  /** Turns interception on for the rest of the process. */
  startInterception(): void
  /** Whether traffic to this origin belongs in cassettes. */
  isRecordable(origin: URL): boolean
  /** Answers an HTTP/2 client, in place of connecting its socket. */
  bridgeHttp2(socket: net.Socket): net.Socket
}

/**
 * Waits for the first connection that may carry provider traffic, and starts interception just then: a test file
 * that opens none pays nothing for it. Every client connects through this one method, however it was imported and
 * whenever it was built.
 *
 * Stays in place afterwards for HTTP/2, whose clients hang under interception: those of providers are bridged, the
 * others pass it by. Where interception cannot start, it refuses every connection from then on, also one to this
 * machine, which may be a proxy's.
 */
export function setConnectTrap(worker: TrappedWorker, engine: Engine): void {
  let hasStarted = false
  let failure: CassetteError | undefined
  let inner = prototype.connect
  const isProxy = isProxyOf(process.env)
  const mayRecord = (target: Target): boolean =>
    worker.settings.include.length > 0 ||
    !isLocal(target) ||
    isProxy(target) ||
    providerOfHost(urlOf(target)) !== undefined

  const connect: Connect = function (...args) {
    const target = connectionTarget(args)
    if (target === undefined) return inner.apply(this, args)
    if (isHttp2Connect()) return connectHttp2(this, target, args)
    startFor(target)
    if (failure !== undefined) return refuse(this, failure)
    if (isRefused(target, worker)) worker.callSites.remember(this)
    return inner.apply(this, args)
  }

  /** Interception patches the same method: the trap steps aside, and then wraps what it finds. */
  const start = (): void => {
    const isOutermost = prototype.connect === connect
    if (isOutermost) prototype.connect = inner
    try {
      engine.startInterception()
    } finally {
      if (isOutermost) {
        inner = prototype.connect
        prototype.connect = connect
      }
    }
  }

  /**
   * Starts interception if this may be provider traffic and it has not been started. Never throws: a subscriber of a
   * diagnostics channel that does stops no connection.
   *
   * @returns whether it runs for this target, or why it cannot, which the test of the caller fails with.
   */
  const startFor = (target: Target): boolean | CassetteError => {
    if (failure === undefined && !mayRecord(target)) return false
    if (!hasStarted) {
      hasStarted = true
      noteFailure(start)
    }
    if (failure !== undefined) book(failure, worker)
    return failure ?? true
  }

  const noteFailure = (run: () => void): void => {
    try {
      run()
    } catch (cause) {
      failure ??= isCassetteError(cause) ? cause : new CassetteStartError(cause)
    }
  }

  const connectHttp2 = (socket: net.Socket, target: Target, args: unknown[]): net.Socket => {
    const isOutside = isRefused(target, worker)
    if (isOutside) worker.callSites.remember(socket)
    let isOurs = isOutside
    if (mayRecord(target)) noteFailure(() => (isOurs ||= engine.isRecordable(urlOf(target))))
    if (failure !== undefined) {
      book(failure, worker)
      return refuse(socket, failure)
    }
    if (isOurs) return engine.bridgeHttp2(socket)
    const internal = (globalThis as Internals).__MSW_INTERNAL_CONNECTION_CONTEXT
    const pass = (): net.Socket => inner.apply(socket, args)
    return internal === undefined ? pass() : internal.run(pass)
  }

  prototype.connect = connect
  beforeReuse((target) => (failure === undefined && hasStarted ? false : startFor(target)))
  beforeUndiciReuse(startFor)
  withoutPipelining(mayRecord)
  beforeProxied(startFor)
}

/** Ends a socket instead of connecting it, later: who connects it goes on with it in this very turn. */
function refuse(socket: net.Socket, error: Error): net.Socket {
  ;(socket as { connecting: boolean }).connecting = true
  process.nextTick(() => socket.destroy(error))
  return socket
}

/** Fails the test that asks, once; what asks outside every test fails the file, unless something has failed with it. */
function book(error: CassetteError, worker: Callers & StrayErrors): void {
  const attempt = currentCaller(worker)?.attempt
  if (attempt?.isClosed === false || !booked.has(error)) failTest(error, attempt, worker)
  booked.add(error)
}

const booked = new WeakSet<CassetteError>()
