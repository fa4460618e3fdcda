import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Dispatcher } from 'undici'
import { Passage } from '../../../src/intercept/passage.ts'
import { DispatcherSeam } from '../../../src/intercept/undici/dispatcher-seam.ts'

let server: Server
let address = ''
const received: unknown[] = []
const caught: unknown[] = []
const realm = { fetch: globalThis.fetch }
let isReplay = true

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers
    let body = ''
    for await (const piece of request) body += String(piece)
    received.push({ body, length, coding })
    response.end('ok')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const seam = new DispatcherSeam({
    mayRecord: () => true,
    passage: new Passage(),
    isReplay: () => isReplay,
    catchRequest(dispatched) {
      caught.push(typeof dispatched.options.body)
      return dispatched.goOn()
    },
  })
  seam.watchFetch(realm)
})

afterAll(() => server.close())

async function post(init: object): Promise<object> {
  received.length = 0
  caught.length = 0
  await (await realm.fetch(address, { method: 'POST', body: 'Zürich', ...init })).text()
  return { caught: [...caught], received: [...received] }
}

const sent = { body: 'Zürich', length: '7', coding: undefined }

test('in a replay, a request is caught with the text of its body, and goes on as fetch sends it', async () => {
  expect(await post({})).toEqual({ caught: ['string'], received: [sent] })
})

test('a recording leaves the body of a request as it is', async () => {
  isReplay = false
  expect(await post({})).toEqual({ caught: ['object'], received: [sent] })
  isReplay = true
})

test('an interceptor of the user gets the body as without us', async () => {
  const seen: unknown[] = []
  const own = (globalThis as unknown as Record<symbol, Dispatcher>)[Symbol.for('undici.globalDispatcher.1')]
  const dispatcher = own?.compose((dispatch) => (options, handler) => {
    seen.push(typeof options.body)
    return dispatch(options, handler)
  })
  expect(await post({ dispatcher })).toMatchObject({ received: [sent] })
  expect(seen).toEqual(['object'])
})
