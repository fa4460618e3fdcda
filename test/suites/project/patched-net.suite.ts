// A suite that patches node:net to watch or to refuse connections.
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => void vi.restoreAllMocks())

test('a spy of connect sees a connection to a local server', async () => {
  const server = createServer((_, response) => void response.end('local')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const spy = vi.spyOn(net.Socket.prototype, 'connect')
  const [response] = await once(get({ port, host: '127.0.0.1', agent: false }), 'response')
  let text = ''
  for await (const chunk of response) text += chunk
  expect(text).toBe('local')
  expect(spy).toHaveBeenCalled()
  server.close()
})

test('a patch of connect refuses a connection', async () => {
  vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket) {
    this.destroy(Object.assign(new Error('refused by the suite'), { code: 'ECONNREFUSED' }))
    return this
  })
  const failed = once(get({ port: 9, host: '127.0.0.1', agent: false }), 'error')
  expect((await failed)[0]).toMatchObject({ message: 'refused by the suite' })
})

test('a socket of its own speaks to a local server', async () => {
  const server = net.createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1')
  let text = ''
  for await (const chunk of socket) text += chunk
  expect(text).toBe('hello')
  server.close()
})
