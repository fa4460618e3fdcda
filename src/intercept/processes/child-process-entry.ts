import net from 'node:net'
import { getEnvironmentData, isMainThread } from 'node:worker_threads'
import { CassetteUnseenError } from '../../errors/cassette-unseen-error.ts'
import { connectionTarget, isLocal, type Target } from '../../http/connection-target.ts'
import { trapDnsAndUdp } from '../../offline/dns-and-udp-trap.ts'
import { isRefused } from '../../offline/offline.ts'
import { unpluggedError } from '../../offline/unplugged-error.ts'
import { addLine } from '../../store/append-lines.ts'
import { appLine } from '../../util/app-frames.ts'
import { failToConnect, type Connect } from '../internals/node-internals.ts'
import { recordablePlace } from '../recordable-place.ts'
import {
  orderVariable,
  setProcessTrap,
  trapChildProcesses,
  type ChildOrder,
  type ProcessTrap,
} from './child-process-trap.ts'
import type { ChildReport } from './child-reports.ts'

// A test may start a Node that does not have it.
if (!('getBuiltinModule' in process))
  Object.assign(process, { getBuiltinModule: (id: string): unknown => require(id) as unknown })

const text = getEnvironmentData(orderVariable) ?? process.env[orderVariable]
// Without an order this process was started by hand, or by a process that a test has left behind.
if (typeof text === 'string') obey(JSON.parse(text) as ChildOrder)

/**
 * Traps the connections to providers, in a process or a thread that a test has started: no cassette holds them. In an offline
 * run it also traps connections, DNS and datagrams to other machines. It reports the connections to other machines that it lets
 * through.
 */
function obey(order: ChildOrder): void {
  const { settings } = order
  const from = isMainThread ? 'process' : 'thread'
  const rules = { settings, liveHosts: new Set<string>() }
  const reported = new Set<string>()
  const note = (protocol: string, target: Target, fate: ChildReport['fate']): Omit<ChildReport, 'from'> => {
    const port = Number.isNaN(target.port) ? '' : `:${target.port}`
    const line = fate === 'passed-through' ? undefined : appLine()
    const noted: ChildReport = {
      address: `${protocol} ${target.host}${port}`,
      host: `${target.host}${protocol === 'tcp' && (fate === 'refused' || port !== ':443') ? port : ''}`,
      from,
      fate,
      ...(line !== undefined && { line }),
    }
    const entry = JSON.stringify(noted)
    if (!reported.has(entry)) report(order.report, entry)
    reported.add(entry)
    return noted
  }
  const refuseOutside = (protocol: string, target: Target): Error | undefined => {
    if (!isRefused(target, rules)) return undefined
    note(protocol, target, 'refused')
    return unpluggedError(target)
  }
  const isProviders = recordablePlace(settings)
  const refuse = (target: Target): Error | undefined => {
    if (isProviders(target)) {
      const { address: call, host, line } = note('tcp', target, 'provider-refused')
      return new CassetteUnseenError({ call, host, from, ...(line !== undefined && { line }) })
    }
    const error = refuseOutside('tcp', target)
    if (error === undefined && !order.isWrapped && !isLocal(target)) note('tcp', target, 'passed-through')
    return error
  }
  const prototype = net.Socket.prototype as unknown as { connect: Connect }
  const { connect } = prototype
  const trapped: Connect = function (...args) {
    const target = connectionTarget(args)
    const error = target && refuse(target)
    return error === undefined ? connect.apply(this, args) : failToConnect(this, error)
  }
  prototype.connect = trapped
  // Once: without isolation each test file asks for it, and by then the run has its own trap there.
  const release = (): void => {
    if (prototype.connect === trapped) prototype.connect = connect
  }
  const trap: ProcessTrap = { order, orderOf: () => order, release }
  setProcessTrap(trap)
  if (settings.offline !== false) trapDnsAndUdp(refuseOutside)
  trapChildProcesses(() => trap.orderOf(), __filename)
}

/** Reports at once, since the process may end. When that fails, still nothing has left this machine. */
function report(path: string, entry: string): void {
  try {
    addLine(path, entry)
  } catch {
    // The process still gets the error.
  }
}
