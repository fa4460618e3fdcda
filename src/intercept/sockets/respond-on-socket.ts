import type { GivenResponse } from '../../http/given-response.ts'
import { sourceOf } from '../../stream/body-source.ts'
import type { ConnectionEvent } from '../internals/msw-internals.ts'
import type { ClientSocket } from '../internals/node-internals.ts'
import { connectClient } from './connect-client.ts'
import { socketReceiver } from './socket-receiver.ts'

/** Answers a request on the socket of its client, as a server does. */
export async function respondOnSocket(
  { status, statusText, headers, body }: GivenResponse,
  request: Request,
  client: ClientSocket,
  connection: ConnectionEvent,
): Promise<void> {
  const { method } = request
  const source = sourceOf(body)
  const cancel = (): void => source.cancel()
  client.once('close', cancel)
  await connectClient(connection)
  const isLast = request.headers.get('connection')?.toLowerCase() === 'close'
  const receiver = socketReceiver({
    method,
    server: connection.socket,
    connect: async () => {},
    hasEnded: () => client.writableEnded,
    destroy() {},
    page: undefined,
  })
  const { STATUS_CODES } = process.getBuiltinModule('node:http')
  const all = [...headers, ...(isLast ? [['connection', 'close']] : [])]
  receiver.head(status, all.flat(), statusText || STATUS_CODES[status] || '')
  try {
    for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
      receiver.data(Buffer.from(piece))
      await receiver.ready?.()
    }
    receiver.end()
  } catch {
    // Whoever broke the body has broken the connection too.
  }
  // A client sends many requests over one socket.
  client.off('close', cancel)
}
