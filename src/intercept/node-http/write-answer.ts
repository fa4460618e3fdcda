import type { ClientRequest, IncomingMessage } from 'node:http'
import type { GivenResponse } from '../../http/given-response.ts'
import { sourceOf } from '../../stream/body-source.ts'
import type { MemorySocket } from './memory-socket.ts'

/**
 * Writes the answer to a request on its connection, each piece of its body as one piece. Node writes the bytes, and the
 * client's own parser reads them.
 *
 * @param left aborted when the connection is over.
 * @param isEarly the client may go on with its request.
 */
export async function writeAnswer(
  response: GivenResponse,
  request: ClientRequest,
  socket: MemorySocket,
  left: AbortSignal,
  isEarly: boolean,
): Promise<void> {
  const { status, statusText, headers } = response
  const source = sourceOf(response.body)
  left.addEventListener('abort', () => source.cancel(), { once: true })
  // A server answers after it has the request.
  if (!isEarly && !request.writableFinished) await new Promise<void>((finished) => request.once('finish', finished))
  if (left.aborted) return
  const { ServerResponse, STATUS_CODES } = process.getBuiltinModule('node:http')
  const { method } = request
  const answer = new ServerResponse({ method, httpVersionMajor: 1, httpVersionMinor: 1 } as IncomingMessage)
  answer.removeHeader('connection')
  answer.removeHeader('date')
  // Node writes only to a socket.
  answer.assignSocket(socket.serverEnd as never)
  socket.serverEnd.on('drain', () => answer.emit('drain'))
  answer.writeHead(status, statusText || STATUS_CODES[status], [...headers].flat())
  try {
    const first = source.next()
    // A client may act on the head before a body comes.
    if (first instanceof Promise) answer.flushHeaders()
    for (let piece = await first; piece !== undefined; piece = await source.next())
      if (!answer.write(piece)) await new Promise((drained) => answer.once('drain', drained))
    answer.end()
  } catch {
    // Whoever broke the body has broken the connection too.
  }
}
