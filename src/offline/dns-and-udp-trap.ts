import { hostname } from 'node:os'
import type { Target } from '../http/connection-target.ts'

type Callback = (error: Error) => void
type Method = (this: unknown, ...args: unknown[]) => unknown

/**
 * Traps the ways to other machines that need no connection: look-ups of names, and datagrams.
 *
 * @param refuse gives the error of a refused place, `undefined` for one that may be reached.
 */
export function trapDnsAndUdp(refuse: (protocol: 'dns' | 'udp', target: Target) => Error | undefined): void {
  const own = hostname()
  const refuseName = (name: unknown): Error | undefined =>
    typeof name !== 'string' || name === '' || name === own
      ? undefined
      : refuse('dns', { host: name, port: Number.NaN })
  const dns = process.getBuiltinModule('node:dns')
  for (const holder of [dns, dns.Resolver.prototype]) replace(holder, isLookup, withCallback(refuseName))
  for (const holder of [dns.promises, dns.promises.Resolver.prototype])
    replace(
      holder,
      isLookup,
      (original) =>
        async function (this: unknown, ...args) {
          const error = refuseName(args[0])
          if (error !== undefined) throw error
          return original.apply(this, args)
        },
    )
  const dgram = process.getBuiltinModule('node:dgram')
  replace(
    dgram.Socket.prototype,
    (name) => name === 'send' || name === 'connect',
    (original) =>
      function (this: unknown, ...args) {
        const target = datagramTarget(args)
        const error = target && refuse('udp', target)
        if (error === undefined) return original.apply(this, args)
        const callback = args.findLast((arg) => typeof arg === 'function') as Callback | undefined
        const socket = this as NodeJS.EventEmitter
        return process.nextTick(() => (callback === undefined ? socket.emit('error', error) : callback(error)))
      },
  )
  process.getBuiltinModule('node:module').syncBuiltinESMExports()
}

function isLookup(name: string): boolean {
  return name.startsWith('lookup') || name === 'reverse' || name.startsWith('resolve')
}

function withCallback(refuseName: (name: unknown) => Error | undefined): (original: Method) => Method {
  return (original) =>
    function (...args) {
      const error = refuseName(args[0])
      const callback = args.at(-1)
      if (error === undefined || typeof callback !== 'function') return original.apply(this, args)
      process.nextTick(callback as Callback, error)
      return {}
    }
}

function replace(holder: object, isWanted: (name: string) => boolean, wrap: (original: Method) => Method): void {
  const methods = holder as Record<string, Method>
  // Reads no other property: reading a deprecated one warns.
  for (const name of Object.getOwnPropertyNames(holder).filter(isWanted)) {
    const original = methods[name]
    if (typeof original === 'function') methods[name] = wrap(original)
  }
}

/** `send(message, [offset, length,] port, address)`, `connect(port, address)`; this machine where no address is given. */
function datagramTarget(args: readonly unknown[]): Target | undefined {
  const at = args.findLastIndex((arg) => typeof arg === 'string')
  if (at < 1) return undefined
  return { host: args[at] as string, port: Number(args[at - 1]) }
}
