import { Writable } from 'node:stream'
import type { GivenResponse } from '../../http/given-response.ts'
import type { ConnectionEvent } from '../internals/msw-internals.ts'
import type { ClientSocket } from '../internals/node-internals.ts'
import { writeAnswer } from '../node-http/write-answer.ts'
import { connectClient } from './connect-client.ts'

/** Answers a request on the socket of its client, as a server does. */
export async function respondOnSocket(
  response: GivenResponse,
  { method, headers }: Request,
  client: ClientSocket,
  connection: ConnectionEvent,
): Promise<void> {
  const isLast = headers.get('connection')?.toLowerCase() === 'close'
  const left = new AbortController()
  const leave = (): void => left.abort()
  client.once('close', leave)
  await connectClient(connection)
  const server = new Writable({
    defaultEncoding: 'latin1',
    write: (chunk: Buffer, _encoding, done) => connection.socket.write(chunk, () => done()),
    // A client that has said so waits for the end of the connection.
    final: (done) => void (isLast ? connection.socket.end(done) : done()),
  })
  if (await writeAnswer(response, { method, server, left: left.signal })) server.end()
  // A client sends many requests over one socket.
  client.off('close', leave)
}
