import { hostname } from 'node:os'
import type { Target } from '../http/connection-target.ts'
import { like } from '../util/like.ts'

type Callback = (error: Error | null, ...answer: unknown[]) => void
type Method = (this: unknown, ...args: unknown[]) => unknown

/**
 * Traps the ways to other machines that need no connection: look-ups of names, and datagrams.
 *
 * @param refuse gives the error of a refused place, `undefined` for one that may be reached.
 * @param isAnswered says whether a name gets a made-up address, because a client that connects to it is answered here.
 */
export function trapDnsAndUdp(
  refuse: (protocol: 'dns' | 'udp', target: Target) => Error | undefined,
  isAnswered: (name: string) => boolean = () => false,
): void {
  const own = hostname()
  const refuseName = (name: unknown): Error | undefined =>
    typeof name !== 'string' || name === '' || name === own
      ? undefined
      : refuse('dns', { host: name, port: Number.NaN })
  const dns = process.getBuiltinModule('node:dns')
  for (const holder of [dns, dns.Resolver.prototype]) replace(holder, isLookup, withCallback(refuseName))
  const madeUp = (args: readonly unknown[]): object | undefined => {
    const [name, options] = args
    if (typeof name !== 'string' || !isAnswered(name)) return undefined
    const isAll = typeof options === 'object' && options !== null && 'all' in options && options.all === true
    return isAll ? [{ ...unused }] : { ...unused }
  }
  const callBack = (original: Method): Method =>
    function (...args) {
      const answer = madeUp(args)
      const callback = args.at(-1)
      if (answer === undefined || typeof callback !== 'function') return original.apply(this, args)
      const given = Array.isArray(answer) ? [answer] : [unused.address, unused.family]
      process.nextTick(callback as Callback, null, ...given)
      return {}
    }
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
  replace(dns, (name) => name === 'lookup', callBack)
  replace(
    dns.promises,
    (name) => name === 'lookup',
    (original) =>
      async function (this: unknown, ...args) {
        return madeUp(args) ?? original.apply(this, args)
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

/** An address that nobody has. @see https://www.rfc-editor.org/rfc/rfc5737 */
const unused = { address: '192.0.2.1', family: 4 } as const

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
    if (typeof original === 'function') methods[name] = like(original, wrap(original))
  }
}

/** `send(message, [offset, length,] port, address)`, `connect(port, address)`; this machine where no address is given. */
function datagramTarget(args: readonly unknown[]): Target | undefined {
  const at = args.findLastIndex((arg) => typeof arg === 'string')
  if (at < 1) return undefined
  return { host: args[at] as string, port: Number(args[at - 1]) }
}
