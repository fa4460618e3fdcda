import { connectionError, nodeConnectionError, type BreakConnection } from '../../stream/failure.ts'
import type { RequestController } from '../internals/msw-internals.ts'
import { isOtherSideClosed } from '../live/other-side-closed.ts'
import { httpRequestOn, type ClientSocket } from '../internals/node-internals.ts'

/**
 * Breaks the connection of one request: at the client's end of the socket, where the error arrives as it was recorded, or,
 * where that end is not known, through MSW, so that the client does not wait for ever.
 */
export function breaker(socket: ClientSocket | undefined, controller: RequestController): BreakConnection {
  if (socket === undefined) {
    // The request is settled when a body breaks: then the body's own stream fails.
    return (failure) => controller.readyState === 0 && controller.errorWith(connectionError(failure))
  }
  const toError = httpRequestOn(socket) === undefined ? connectionError : nodeConnectionError
  return (failure) => void socket.destroy(toError(failure))
}

/** Ends the connection of a client with an error, which the client would meet on the connection of its own. */
export function endConnection(socket: ClientSocket, error: Error): void {
  // A client of `node:http` finds its own words for a connection that only closes.
  const isSilent = isOtherSideClosed(error) && httpRequestOn(socket) !== undefined
  socket.destroy(isSilent ? undefined : error)
}
