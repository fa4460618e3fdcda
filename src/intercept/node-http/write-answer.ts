import type { IncomingMessage } from 'node:http'
import type { Writable } from 'node:stream'
import type { GivenResponse } from '../../http/given-response.ts'
import { sourceOf } from '../../stream/body-source.ts'

interface Connection {
  readonly method: string
  /** The server's end. */
  readonly server: Writable
  /** Aborted when the connection is over. */
  readonly left: AbortSignal
  /** Resolves when the client has written its request, for which a server waits. */
  readonly whole?: Promise<void> | undefined
}

/**
 * Writes the answer to a request on its connection, each piece of its body as one piece. Node writes the bytes, and the
 * client's own parser reads them.
 *
 * @returns whether the answer is complete.
 */
export async function writeAnswer(
  response: GivenResponse,
  { method, server, left, whole }: Connection,
): Promise<boolean> {
  const { status, statusText, headers } = response
  const source = sourceOf(response.body)
  left.addEventListener('abort', () => source.cancel(), { once: true })
  if (whole !== undefined) await whole
  if (left.aborted) return false
  const { ServerResponse, STATUS_CODES } = process.getBuiltinModule('node:http')
  const answer = new ServerResponse({ method, httpVersionMajor: 1, httpVersionMinor: 1 } as IncomingMessage)
  answer.removeHeader('connection')
  answer.removeHeader('date')
  // Node writes only to a socket.
  answer.assignSocket(server as never)
  server.on('drain', () => answer.emit('drain'))
  answer.writeHead(status, statusText || STATUS_CODES[status], [...headers].flat())
  try {
    const first = source.next()
    // A client may act on the head before a body comes.
    if (first instanceof Promise) answer.flushHeaders()
    for (let piece = await first; piece !== undefined; piece = await source.next())
      if (!answer.write(piece)) await new Promise((drained) => answer.once('drain', drained))
    answer.end()
    return true
  } catch {
    // Whoever broke the body has broken the connection too.
    return false
  }
}
