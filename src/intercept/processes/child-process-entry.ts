import net from 'node:net'
import { getEnvironmentData, isMainThread } from 'node:worker_threads'
import { CassetteUnseenError } from '../../errors/cassette-unseen-error.ts'
import { connectionTarget, isLocal, unixTarget, type Target } from '../../http/connection-target.ts'
import { trapDnsAndUdp } from '../../offline/dns-and-udp-trap.ts'
import { hasUrl, targetOf, urlOf } from '../../http/target.ts'
import { isRefused } from '../../offline/offline.ts'
import { unpluggedError } from '../../offline/unplugged-error.ts'
import { addLine } from '../../store/append-lines.ts'
import { appLine } from '../../util/app-frames.ts'
import { lazy } from '../../util/lazy.ts'
import { like } from '../../util/like.ts'
import { judgeHttp2Requests } from '../http2/judge-requests.ts'
import {
  connectingClient,
  failToConnect,
  isHttp2Loaded,
  socketsOfHttp2Session,
  type Connect,
} from '../internals/node-internals.ts'
import { dropped } from '../dropped.ts'
import { recordablePlace } from '../recordable-place.ts'
import { fateOf } from '../sockets/fate-of-request.ts'
import { watchWrites } from '../sockets/watch-writes.ts'
import { WrittenRequests } from '../sockets/written-requests.ts'
import { UndiciSockets } from '../undici/undici-sockets.ts'
import { answerHere, type HereRules } from './answer-here.ts'
import {
  orderVariable,
  permission,
  setProcessTrap,
  trapChildProcesses,
  type ChildOrder,
  type ProcessTrap,
} from './child-process-trap.ts'
import type { ChildReport } from './child-reports.ts'
import { nativeClientOf } from './native-clients.ts'
import { whenUnreachable } from './when-unreachable.ts'

// A test may start a Node that does not have it.
if (!('getBuiltinModule' in process))
  Object.assign(process, { getBuiltinModule: (id: string): unknown => require(id) as unknown })

const text = getEnvironmentData(orderVariable) ?? process.env[orderVariable]
// Without an order this process was started by hand, or by a process that a test has left behind.
if (typeof text === 'string') obey(JSON.parse(text) as ChildOrder)

/**
 * Refuses the requests to providers, in a process or a thread that a test has started: no cassette holds them. It answers
 * telemetry, and in an offline run it also traps connections, DNS and datagrams to other machines. It reports the connections
 * to other machines that it lets through.
 */
function obey(order: ChildOrder): void {
  const { settings } = order
  const from = isMainThread ? 'process' : 'thread'
  if (!isMainThread && order.execArgv !== undefined) process.execArgv = [...order.execArgv]
  // A process that this one starts may have all permissions, and then takes none.
  const { NODE_OPTIONS: options } = process.env
  if (options?.includes(permission(order))) process.env['NODE_OPTIONS'] = options.replace(permission(order), '')
  const offline = { settings, liveHosts: new Set<string>() }
  const reported = new Set<string>()
  const note = (entry: Omit<ChildReport, 'from'>): void => {
    const line = JSON.stringify({ ...entry, from })
    const isCounted = entry.fate === 'dropped' || entry.fate === 'not-seen'
    if (isCounted || !reported.has(line)) report(order.report, line)
    reported.add(line)
  }
  const refuseOutside = (protocol: string, target: Target, line?: ReturnType<typeof lineOf>): Error | undefined => {
    if (!isRefused(target, offline)) return undefined
    const port = Number.isNaN(target.port) ? '' : `:${target.port}`
    const host = protocol === 'tcp' ? target.host + port : target.host
    note({ address: `${protocol} ${target.host}${port}`, host, fate: 'refused', ...(line ?? lineOf()) })
    return unpluggedError(target)
  }
  const notePassed = (target: Target): void => {
    if (order.isWrapped || isLocal(target)) return
    const { host } = urlOf(target)
    note({ address: `tcp ${host}`, host, fate: 'passed-through' })
  }
  const drop = (url: URL): void => note({ address: url.origin, host: url.host, fate: 'dropped' })
  const refuseCall = (call: string, host: string, line = lineOf()): Error => {
    note({ address: call, host, fate: 'provider-refused', ...line })
    return new CassetteUnseenError({ call, host, from, ...line })
  }
  const refuse = (method: string, url: URL, line = lineOf()): Error => {
    const { host, port } = targetOf(url)
    const call = method === 'CONNECT' ? `tcp ${host}:${port}` : `${method} ${url.host}${url.pathname}`
    return refuseCall(call, url.host, line)
  }

  const isProviders = recordablePlace(settings)
  const rules = { settings, refuse, refuseOutside: (target: Target) => refuseOutside('tcp', target) }
  const written = new WrittenRequests({ ...rules, drop, sent: notePassed })
  const watchHttp2 = lazy(() =>
    judgeHttp2Requests({
      fateOf(request, session) {
        for (const socket of socketsOfHttp2Session(session)) written.settle(socket)
        return fateOf(request, rules)
      },
      drop,
      sent: (url) => notePassed(targetOf(url)),
    }),
  )
  const undici = new UndiciSockets()
  const here = (refused: HereRules['refuse']): HereRules => ({ isDropped: dropped(settings), drop, refuse: refused })
  const prototype = net.Socket.prototype as unknown as { connect: Connect }
  const { connect } = prototype
  const trapped: Connect = function (...args) {
    const target = connectionTarget(args)
    if (target === undefined) {
      written.follow(this, unixTarget)
      return connect.apply(this, args)
    }
    if (!hasUrl(target)) {
      const error = refuseOutside('tcp', target)
      return error === undefined ? connect.apply(this, args) : failToConnect(this, error)
    }
    if (isProviders(target)) {
      const line = lineOf()
      return answerHere(
        this,
        args,
        here((request) => refuse(request?.method ?? 'CONNECT', request?.url ?? urlOf(target), line)),
      )
    }
    // Telemetry is answered where nobody can be reached too, and only its requests show it.
    const isHttp = undici.opens(this, target) || connectingClient() === 'http'
    if (isHttp && isRefused(target, offline)) {
      const line = lineOf()
      return answerHere(
        this,
        args,
        here(() => refuseOutside('tcp', target, line)),
      )
    }
    const error = refuseOutside('tcp', target)
    if (error !== undefined) return failToConnect(this, error)
    written.follow(this, target)
    if (isHttp)
      whenUnreachable(this, (failure) => {
        written.settle(this)
        const refused = (): Error => {
          notePassed(target)
          return failure
        }
        // Node calls the listener of the client itself.
        answerHere(this, [], here(refused))
      })
    if (isHttp2Loaded()) watchHttp2()
    return connect.apply(this, args)
  }
  prototype.connect = like(connect, trapped)
  const unwatch = watchWrites(net.Socket.prototype, written.judge, written.isWatched)
  // Once: without isolation each test file asks for it, and by then the run has its own trap there.
  const release = (): void => {
    if (prototype.connect === trapped) prototype.connect = connect
    unwatch()
  }
  const trap: ProcessTrap = { order, orderOf: () => order, release }
  setProcessTrap(trap)
  // A client that looks up the name of a provider, as those of gRPC do, connects to an address that says nothing.
  trapDnsAndUdp((protocol, target) =>
    protocol === 'dns' && isProviders({ ...target, port: 443 })
      ? refuseCall(`dns ${target.host}`, target.host)
      : refuseOutside(protocol, target),
  )
  trapChildProcesses(
    () => trap.orderOf(),
    __filename,
    (command) => {
      const client = order.isWrapped ? undefined : nativeClientOf(command, (url) => isProviders(targetOf(url)))
      if (client !== undefined) note({ address: client, host: client, fate: 'not-seen' })
    },
  )
}

function lineOf(): Pick<ChildReport, 'line'> {
  const line = appLine()
  return line === undefined ? {} : { line }
}

/** Reports at once, since the process may end. When that fails, still nothing has left this machine. */
function report(path: string, entry: string): void {
  try {
    addLine(path, entry)
  } catch {
    // The process still gets the error.
  }
}
