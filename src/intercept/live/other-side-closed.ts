import { connectionError } from '../../stream/failure.ts'

/** The error of `node:http` as a recording holds it: a connection that only closes has the words of undici. */
export function asRecorded(error: Error): Error {
  return isHangUp(error) ? otherSideClosed() : error
}

function isHangUp({ code, message }: NodeJS.ErrnoException): boolean {
  return code === 'ECONNRESET' && message === 'socket hang up'
}

/** The error of a connection that only closes, as undici words it. */
export function otherSideClosed(): Error {
  return connectionError({ name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' })
}

/** Says whether this is {@link otherSideClosed}. */
export function isOtherSideClosed(error: Error): boolean {
  return 'code' in error && error.code === 'UND_ERR_SOCKET'
}

/**
 * Goes live for a request whose client has no connection.
 *
 * @throws always: the call fails as on a connection that has closed.
 */
export async function withoutConnection(): Promise<never> {
  throw otherSideClosed()
}
