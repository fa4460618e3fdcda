import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { get } from 'node:http'
import { Socket } from 'node:net'
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
