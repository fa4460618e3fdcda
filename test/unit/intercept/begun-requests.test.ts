import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer, get, request as send } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { noteBegunRequests } from '../../../src/intercept/begun-requests.ts'
import type { Caller } from '../../../src/session/caller.ts'
import { InFlight } from '../../../src/session/in-flight.ts'

const callers = new AsyncLocalStorage<Caller>()
noteBegunRequests({ callers })

test('a request whose connection fails before Node hands it over keeps no test waiting', async () => {
  const inFlight = new InFlight()
  const { connect } = Socket.prototype
  Socket.prototype.connect = function () {
    return this.destroy(new Error('refused by a patch'))
  }
  const request = callers.run({ attempt: { inFlight } } as Caller, () => get({ port: 9, agent: false }))
  Socket.prototype.connect = connect
  expect(inFlight.isBusy).toBe(true)
  await once(request, 'error')
  expect(inFlight.isBusy).toBe(false)
})

test('a request that is answered at its head keeps no test waiting, while its client has not ended it', async () => {
  const server = createServer((_, response) => void response.writeHead(400).end())
  await once(server.listen(0), 'listening')
  const inFlight = new InFlight()
  const { port } = server.address() as AddressInfo
  const request = callers.run({ attempt: { inFlight } } as Caller, () => send({ port, method: 'POST' }))
  request.flushHeaders()
  expect(inFlight.isBusy).toBe(true)
  await once(request, 'response')
  expect(inFlight.isBusy).toBe(false)
  request.destroy()
  server.close()
})
