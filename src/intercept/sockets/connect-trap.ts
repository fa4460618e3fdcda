import { Socket } from 'node:net'
import type { CassetteError } from '../../errors/cassette-error.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { CassetteStartError } from '../../errors/cassette-start-error.ts'
import { beforeUndiciReuse, withoutPipelining } from '../undici/reused-undici-connections.ts'
import { connectionTarget, unixTarget, withNumberAsPort, type Target } from '../../http/connection-target.ts'
import { isConnectedByMsw, isIntercepted, isMockedConnect, pastInterception } from '../internals/msw-internals.ts'
import { connectingClient, failToConnect, type Connect } from '../internals/node-internals.ts'
import type { DispatcherSeam } from '../undici/dispatcher-seam.ts'
import { beforeFirstWrite } from './before-first-write.ts'
import { mayRecordTo } from '../may-record.ts'
import { beforeProxiedRequests } from '../proxies/before-proxied-requests.ts'
import { isForProxy } from '../proxies/is-for-proxy.ts'
import { isRefused, type OfflineRules } from '../../offline/offline.ts'
import { hasUrl, urlOf } from '../../http/target.ts'
import type { Settings } from '../../cassette/settings.ts'
import type { CallSites } from '../../offline/call-site.ts'
import { currentCaller, type Callers } from '../../session/caller.ts'
import { failTest, type StrayErrors } from '../../session/fail-test.ts'
import { like } from '../../util/like.ts'

/** The part of the worker's state that the connect trap needs. */
type ConnectTrapWorker = Callers &
  StrayErrors &
  OfflineRules & {
    readonly settings: Pick<Settings, 'include' | 'drop'>
    readonly callSites: Pick<CallSites, 'remember'>
  }

const prototype = Socket.prototype as unknown as { connect: Connect }

/** The parts that the connect trap calls. Each is loaded at its first call. */
interface ConnectActions {
  /** Turns interception on for the rest of the process. */
  startInterception(): void
  /** Says whether traffic to this origin belongs in cassettes. */
  isRecordable(origin: URL): boolean
  /** Says whether connections to this target lead to a provider, by their place alone. */
  isPlaceOfProvider(target: Target): boolean
  /** Counts a connection that an offline run refuses, and gives its error; `undefined` for one that may be made. */
  refuseOutside(target: Target): Error | undefined
  /** Watches a connection that no client of HTTP opens. */
  watchElsewhere(socket: Socket, target: Target): void
  /** Says whether a server of the user listens for requests. */
  isServerListening(): boolean
  /** Says whether undici opens the connection of a socket. */
  isUndicis(socket: Socket, target: Target): boolean
  /** Answers an HTTP/2 client, in place of connecting its socket with these arguments. */
  bridgeHttp2(socket: Socket, args: readonly unknown[]): Socket
  /** Refuses from now on the HTTP/2 requests to providers that are not bridged. */
  watchHttp2(): void
  /** Counts a connection that is really opened, if it leads to a provider. */
  noteConnection(target: Target): void
  /** Says whether the connection that is being opened goes past interception. */
  takePassage(): boolean
  /** The way of a request of undici that nobody has to see again. */
  readonly wayOf: DispatcherSeam['wayOf']
  /** Says whether a request of `node:http` is seen before it has a connection. */
  hasSeen(request: object): boolean
}

interface ConnectTrap {
  /**
   * Starts interception where this may be provider traffic. Never throws.
   *
   * @returns whether interception runs for this target, or the error that the caller's test has failed with.
   */
  start(target: Target): boolean | CassetteError
}

/**
 * Starts interception at the first connection that may carry provider traffic: a test file that opens none pays nothing
 * for it. Every client connects through `socket.connect`, however it was imported and whenever it was built.
 *
 * The connect trap stays in place afterwards for HTTP/2, whose clients hang under interception: clients of providers are
 * bridged, and the others go past interception, as connections of other protocols do. Where interception cannot start, the connect trap refuses every
 * connection from then on, also to this machine, because a proxy may listen there.
 */
export function setConnectTrap(worker: ConnectTrapWorker, actions: ConnectActions): ConnectTrap {
  let hasStarted = false
  let failure: CassetteError | undefined
  const mayRecord = mayRecordTo(worker)
  const { connect: connectReally } = prototype

  /** Below all interception, so that it meets the connections that nobody answers. */
  let inner: Connect = function (...args) {
    const target = isMockedConnect(args) ? undefined : connectionTarget(args)
    if (target !== undefined && mayRecord(target)) noteFailure(() => actions.noteConnection(target))
    return connectReally.apply(this, args)
  }

  const connect: Connect = function (...given) {
    const args = [...withNumberAsPort(given)]
    if (actions.takePassage()) return pastInterception(() => inner.apply(this, args))
    const client = connectingClient()
    // Its client has been judged.
    if (client === undefined && isConnectedByMsw(this, args)) return connectForMsw(this, args)
    const target = connectionTarget(args)
    if (target === undefined) {
      // An API behind a Unix socket has a name of this machine, and must be included.
      if (worker.settings.include.length === 0) return inner.apply(this, args)
      if (client === 'session') return connectHttp2(this, unixTarget, args)
      startFor(unixTarget)
      return inner.apply(this, args)
    }
    if (!hasUrl(target)) return connectNowhere(this, target, args)
    if (client === 'session') return connectHttp2(this, target, args)
    if (client === 'grpc' && !isRefused(target, worker)) return connectUnbridged(this, target, args)
    if (client === undefined && isElsewhere(this, target)) return connectElsewhere(this, target, args)
    if (startFor(target) === false && !hasStarted) watchIfProxied(this, target)
    if (failure !== undefined) return failToConnect(this, failure)
    if (isRefused(target, worker)) worker.callSites.remember(this)
    return inner.apply(this, args)
  }

  /**
   * Interception patches the same method. It is put below the connect trap, whoever has wrapped that by now: a spy that is
   * restored takes only itself away.
   */
  const start = (): void => {
    const outermost = prototype.connect
    prototype.connect = inner
    try {
      actions.startInterception()
    } finally {
      inner = prototype.connect
      prototype.connect = outermost
    }
  }

  /**
   * Starts interception where this may be provider traffic. Never throws: an error of a diagnostics channel's subscriber
   * stops no connection.
   *
   * @returns whether interception runs for this target, or the error that the caller's test has failed with.
   */
  const startFor = (target: Target): boolean | CassetteError => {
    if (failure === undefined && !mayRecord(target)) return false
    if (!hasStarted) {
      hasStarted = true
      noteFailure(start)
    }
    if (failure !== undefined) failCaller(failure, worker)
    return failure ?? true
  }

  const noteFailure = (run: () => void): void => {
    try {
      run()
    } catch (cause) {
      failure ??= isCassetteError(cause) ? cause : new CassetteStartError(cause)
    }
  }

  /** Says whether a cassette may hold traffic to this target. */
  const mayHold = (target: Target): boolean => actions.isRecordable(urlOf(target)) || actions.isPlaceOfProvider(target)

  /** Says whether a connection that no client of HTTP opens leads to no provider. */
  const isElsewhere = (socket: Socket, target: Target): boolean => {
    if (actions.isUndicis(socket, target) || failure !== undefined) return false
    // A server of the user may answer it.
    if ((hasStarted || isRefused(target, worker)) && actions.isServerListening()) return false
    if (!mayRecord(target)) return true
    let isOurs = true
    noteFailure(() => (isOurs = mayHold(target)))
    return !isOurs
  }

  /** Under interception its client learns that it is connected before it is, also where nobody listens. */
  const connectElsewhere = (socket: Socket, target: Target, args: unknown[]): Socket => {
    const error = actions.refuseOutside(target)
    if (error !== undefined) return failToConnect(socket, error)
    if (mayRecord(target)) noteFailure(() => actions.watchElsewhere(socket, target))
    else watchIfProxied(socket, target)
    return hasStarted ? pastInterception(() => inner.apply(socket, args)) : inner.apply(socket, args)
  }

  /** A permission that nobody uses would be left to what its client does next. */
  const connectForMsw = (socket: Socket, args: unknown[]): Socket =>
    isIntercepted(socket) ? inner.apply(socket, args) : pastInterception(() => inner.apply(socket, args))

  /** No provider is at a place that no URL names. Node has its own errors for most of them. */
  const connectNowhere = (socket: Socket, target: Target, args: unknown[]): Socket => {
    const error = actions.refuseOutside(target)
    return error === undefined ? pastInterception(() => inner.apply(socket, args)) : failToConnect(socket, error)
  }

  /** Watches a connection to this machine if a proxy listens there: its first bytes say so. */
  const watchIfProxied = (socket: Socket, target: Target): void =>
    beforeFirstWrite(socket, (head) => {
      if (isForProxy(head)) noteFailure(() => actions.watchElsewhere(socket, target))
    })

  const connectHttp2 = (socket: Socket, target: Target, args: unknown[]): Socket => {
    const isOutside = isRefused(target, worker)
    if (isOutside) worker.callSites.remember(socket)
    let isOurs = isOutside
    if (mayRecord(target)) noteFailure(() => (isOurs ||= mayHold(target)))
    if (failure !== undefined) {
      failCaller(failure, worker)
      return failToConnect(socket, failure)
    }
    if (!isOurs) return connectUnbridged(socket, target, args)
    // A server of the user listens: MSW must leave the connection alone.
    if (isMockedConnect(args)) startFor(target)
    return actions.bridgeHttp2(socket, args)
  }

  /** The place does not show every provider: a client may have looked up its address. The requests name it. */
  const connectUnbridged = (socket: Socket, target: Target, args: unknown[]): Socket => {
    if (mayRecord(target)) noteFailure(() => actions.watchHttp2())
    return pastInterception(() => inner.apply(socket, args))
  }

  prototype.connect = like(prototype.connect, connect)
  beforeUndiciReuse(startFor, (request) => actions.wayOf(request))
  withoutPipelining(mayRecord)
  beforeProxiedRequests(startFor, (request) => actions.hasSeen(request))
  return { start: startFor }
}

/** Fails the caller's test, once. Outside every test it fails the file, unless something has failed with the error. */
function failCaller(error: CassetteError, worker: Callers & StrayErrors): void {
  const attempt = currentCaller(worker)?.attempt
  if (attempt?.isClosed === false || !booked.has(error)) failTest(error, attempt, worker)
  booked.add(error)
}

const booked = new WeakSet<CassetteError>()
