import type { Socket } from 'node:net'

/** Opens the connection that a client has asked for. */
export type OpenConnection = () => Socket

const openers = new WeakMap<object, OpenConnection>()

/** Notes the socket of an HTTP/2 client that is answered here, or another way to open its connection. */
export function setBridged(socket: object, open: OpenConnection): void {
  openers.set(socket, open)
}

/** Says whether this is the socket of an HTTP/2 client that is answered here. */
export function isBridged(socket: object): boolean {
  return openers.has(socket)
}

/** Opens the connection that the client of a bridged socket has asked for. */
export function openConnectionOf(socket: object): Socket {
  return openers.get(socket)!()
}
