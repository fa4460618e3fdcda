import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { watchWrites, type Verdict } from '../../../src/intercept/sockets/watch-writes.ts'

test('bytes wait until they are judged, and none is lost', async () => {
  const { client, received } = await connection()
  const judged: string[] = []
  watchWrites(client, (_, bytes): Verdict => {
    judged.push(String(bytes))
    return bytes.includes('!') ? 'write' : 'wait'
  })
  client.write('one ')
  client.cork()
  client.write('two ')
  client.write(Buffer.from('three!'))
  client.uncork()
  client.end(' four')
  expect(await received).toBe('one two three! four')
  expect(judged).toEqual(['one ', 'one two three!', ' four', ' four'])
})

test('an error ends the connection before the bytes are sent, and dropped bytes are not sent', async () => {
  const { client, received } = await connection()
  watchWrites(client, (_, bytes) => (bytes.includes('no') ? new Error('refused') : 'drop'))
  client.write('dropped')
  client.write('no')
  const [error] = await once(client, 'error')
  expect(error).toMatchObject({ message: 'refused' })
  expect(await received).toBe('')
})

test('a socket that is not watched, or no longer, writes as before', async () => {
  const { client, received } = await connection()
  const stop = watchWrites(
    client,
    () => new Error('refused'),
    () => false,
  )
  client.write('one ')
  await new Promise((written) => client.write('two ', written))
  stop()
  client.end('three')
  expect(await received).toBe('one two three')
})

/** A connection, and all that its server receives. */
async function connection(): Promise<{ readonly client: Socket; readonly received: Promise<string> }> {
  let received = ''
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [socket] = await accepted
  socket.on('data', (piece) => (received += String(piece))).on('error', () => {})
  return { client, received: once(socket, 'close').then(() => received) }
}
