import type { Server } from 'node:http'
import { afterAll, beforeAll } from 'vitest'
import { test } from 'vitest-cassette'
import { apps } from './apps.ts'
import { clients } from './clients.ts'

/** One server for all tests of a framework. */
test.describe.each(Object.entries(apps))('%s', (_, start) => {
  let server: Server
  beforeAll(async () => {
    server = await start()
  }, 60_000)
  afterAll(async () => {
    const closed = new Promise((done) => server.close(done))
    server.closeAllConnections()
    await closed
  })

  for (const [client, send] of Object.entries(clients)) {
    test(client, async ({ expect }) => {
      expect(await send(server, 'Hello')).toEqual({ answer: 'You said: Hello' })
      expect(await send(server, 'Hello again')).toEqual({ answer: 'You said: Hello again' })
    })
    test.concurrent.for([1, 2, 3])(`${client}, concurrent tests %i`, async (number, { expect }) => {
      expect(await send(server, 'the same for all')).toEqual({ answer: 'You said: the same for all' })
      expect(await send(server, `only ${number}`)).toEqual({ answer: `You said: only ${number}` })
    })
    test(`${client}, lanes`, async ({ cassette, expect }) => {
      const answer = await cassette.lane('helper', () => send(server, 'in a lane'))
      expect(answer).toEqual({ answer: 'You said: in a lane' })
    })
  }
})
