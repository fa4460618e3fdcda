import { connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket, type ConnectionOptions } from 'node:tls'

/**
 * Opens the connection that a client has asked for, with all its options.
 *
 * @param args the arguments of `socket.connect()`.
 */
export function openAgain(socket: Socket, args: readonly unknown[]): Socket {
  // `net.connect` passes its arguments as one normalized array.
  const given = (Array.isArray(args[0]) ? (args[0] as unknown[]) : args).filter((arg) => typeof arg !== 'function')
  const [first, second] = given
  if (socket instanceof TLSSocket) return connectTls(first as ConnectionOptions)
  return typeof second === 'string' ? connectTcp(Number(first), second) : connectTcp(first as NetConnectOpts)
}
