import type { Socket } from 'node:net'

/** Calls back in place of the failure of a connection that cannot be opened, unless its client has written on the socket. */
export function whenUnreachable(socket: Socket, callback: (error: Error) => void): void {
  const destroy = socket.destroy.bind(socket)
  const restore = (): void => void (socket.destroy = destroy)
  socket.once('connect', restore)
  socket.destroy = (error) => {
    restore()
    if (!isOfSystem(error) || socket.writableLength > 0) return destroy(error)
    callback(error)
    return socket
  }
}

/** Says whether the system gives the error of a connection, and not its client. Several addresses have one together. */
function isOfSystem(error: Error | undefined): error is Error {
  return error instanceof AggregateError || (error instanceof Error && 'syscall' in error)
}
