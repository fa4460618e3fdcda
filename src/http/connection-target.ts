import { isLoopback } from '../providers/loopback.ts'

/** The address that a socket is about to connect to. */
export interface Target {
  readonly host: string
  readonly port: number
}

/** The place that a connection to a Unix socket counts as: an API behind it has a name of this machine. */
export const unixTarget: Target = { host: 'localhost', port: 80 }

/** The target of `socket.connect(...)`, from any of its forms; `undefined` for a pipe or a Unix socket. */
export function connectionTarget(args: readonly unknown[]): Target | undefined {
  // `net.connect` and `tls.connect` pass their arguments as one normalized array.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { path?: unknown; host?: unknown; port?: unknown }
    // A TLS connection over a pipe has a path and no port; an HTTP agent's options have both.
    if (typeof path === 'string' && port === undefined) return undefined
    return { host: hostOf(host), port: Number(port) }
  }
  const port = Number(first)
  return Number.isNaN(port) ? undefined : { host: hostOf(second), port }
}

/** Without a name, Node connects to this machine. */
function hostOf(given: unknown): string {
  return typeof given === 'string' && given !== '' ? given : 'localhost'
}

/**
 * The same arguments with a port that is given as text as a number: MSW takes such a text for the path of a Unix socket. Node
 * takes it for a port.
 */
export function withNumberAsPort(args: readonly unknown[]): readonly unknown[] {
  const [first, ...rest] = args
  return typeof first === 'string' && first.trim() !== '' && Number(first) >= 0 ? [Number(first), ...rest] : args
}

/** Says whether a connection stays on this machine. */
export function isLocal({ host }: Target): boolean {
  return isLoopback(host)
}
