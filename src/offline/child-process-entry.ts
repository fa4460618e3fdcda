import net from 'node:net'
import { getEnvironmentData } from 'node:worker_threads'
import { appLine } from '../util/app-frames.ts'
import { connectionTarget, type Target } from '../http/connection-target.ts'
import { trapDnsAndUdp } from './dns-and-udp-trap.ts'
import type { RefusedRequest } from './offline-reports.ts'
import { isRefused } from './offline.ts'
import { unpluggedError } from './unplugged-error.ts'
import { addLine } from '../store/append-lines.ts'
import { orderVariable, setProcessTrap, trapChildProcesses, type OfflineOrder } from './child-process-trap.ts'

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket

// A test may start a Node that does not have it.
if (!('getBuiltinModule' in process))
  Object.assign(process, { getBuiltinModule: (id: string): unknown => require(id) as unknown })

const text = getEnvironmentData(orderVariable) ?? process.env[orderVariable]
// Without an order this process was started by hand, or by a process that a test has left behind.
if (typeof text === 'string') obey(JSON.parse(text) as OfflineOrder)

/** Traps connections, DNS and datagrams to other machines, in a process that a test has started. */
function obey(order: OfflineOrder): void {
  const rules = { settings: { offline: true, allow: order.allow }, liveHosts: new Set<string>() }
  const reported = new Set<string>()
  const refuse = (protocol: string, target: Target): Error | undefined => {
    if (!isRefused(target, rules)) return undefined
    const port = Number.isNaN(target.port) ? '' : `:${target.port}`
    const line = appLine()
    const refused: RefusedRequest = {
      address: `${protocol} ${target.host}${port}`,
      host: `${target.host}${protocol === 'tcp' ? port : ''}`,
      ...(line !== undefined && { line }),
    }
    const entry = JSON.stringify(refused)
    if (!reported.has(entry)) report(order.report, entry)
    reported.add(entry)
    return unpluggedError(target)
  }
  const prototype = net.Socket.prototype as unknown as { connect: Connect }
  const { connect } = prototype
  const trapped: Connect = function (...args) {
    const target = connectionTarget(args)
    const error = target && refuse('tcp', target)
    if (error === undefined) return connect.apply(this, args)
    ;(this as { connecting: boolean }).connecting = true
    process.nextTick(() => this.destroy(error))
    return this
  }
  prototype.connect = trapped
  // Once: without isolation each test file asks for it, and by then the run has its own trap there.
  const release = (): void => {
    if (prototype.connect === trapped) prototype.connect = connect
  }
  setProcessTrap({ order, release })
  trapDnsAndUdp(refuse)
  trapChildProcesses(() => order, __filename)
}

/** Reports at once, since the process may end. When that fails, still nothing has left this machine. */
function report(path: string, entry: string): void {
  try {
    addLine(path, entry)
  } catch {
    // The process still gets the error.
  }
}
