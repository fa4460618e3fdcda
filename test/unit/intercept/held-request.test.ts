import { ClientRequest } from 'node:http'
import { expect, test } from 'vitest'
import { holdRequest } from '../../../src/intercept/node-http/held-request.ts'

const ways: Record<string, (request: ClientRequest) => void> = {
  'at once': (request) => void request.end('{"model":"m"}'),
  'in pieces': (request) => {
    request.write('{"model"')
    request.end(Buffer.from(':"m"}'))
  },
}

test.each(Object.keys(ways))('a body that is written before the request is held is whole, %s', async (way) => {
  const request = unconnected()
  ways[way]!(request)
  expect(await bodyOf(request)).toBe('{"model":"m"}')
})

test('a body that is written partly before the request is held is whole', async () => {
  const request = unconnected()
  request.write('{"model"')
  const body = bodyOf(request)
  request.end(':"m"}')
  expect(await body).toBe('{"model":"m"}')
})

/** A request whose client gives it a connection later. */
function unconnected(): ClientRequest {
  const options = { host: 'llm.example', method: 'POST', createConnection: () => undefined }
  return new ClientRequest(options as unknown as URL)
}

function bodyOf(request: ClientRequest): Promise<string> {
  return new Promise((done) => {
    holdRequest(request, { head: () => true, waits: () => false, left() {}, whole: (body) => done(body.toString()) })
  })
}
