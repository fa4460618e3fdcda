import { connectionError, nodeConnectionError, type BreakConnection } from '../../stream/failure.ts'
import type { ClientSocket } from './client-sockets.ts'
import type { RequestController } from '../internals/msw-internals.ts'

/**
 * Breaks the connection of one request: at the client's end of the socket, where the error arrives as it was recorded, or,
 * where that end is not known, through MSW, so that the client is not left waiting.
 */
export function breaker(socket: ClientSocket | undefined, controller: RequestController): BreakConnection {
  if (socket === undefined) {
    // A body that breaks is told by its own stream: by then the request is settled.
    return (failure) => controller.readyState === 0 && controller.errorWith(connectionError(failure))
  }
  const toError = socket._httpMessage == null ? connectionError : nodeConnectionError
  return (failure) => void socket.destroy(toError(failure))
}
