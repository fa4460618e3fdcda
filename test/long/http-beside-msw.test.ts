import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'

const tests = `
import http from 'node:http'
import { afterAll, beforeAll, test } from 'vitest'
import { note } from './note.ts'

if (process.env.BESIDE) {
  const { setupServer } = await import('msw/node')
  const server = setupServer()
  beforeAll(() => server.listen({ onUnhandledRequest: 'bypass' }))
  afterAll(() => server.close())
}
const send = (path, options = {}, use = () => {}) => new Promise((done) => {
  const seen = []
  const request = http.request(process.env.PROVIDER + path, { method: 'POST', ...options }, (response) => {
    seen.push(response.statusCode, response.statusMessage, response.headers['x-name'])
    let text = ''
    response.setEncoding('utf8').on('data', (piece) => (text += piece))
    response.on('end', () => done([...seen, text])).on('error', ({ code }) => done([...seen, code]))
  })
  request.on('error', ({ code }) => done([...seen, code]))
  use(request)
  request.end('{"model":"m"}')
})
const cases = {
  'a head in Latin-1': () => send('/v1/name'),
}
test.each(Object.entries(cases))('%s', async (name, ask) => note(name, await ask()))
`

test.each(['', 'yes'])(
  "a client on node:http has what Node gives it, beside a server of the user: '%s'",
  async (BESIDE) => {
    const options = { include: ['127.0.0.1:*'], keepFailures: true, responseHeaders: ['x-name'] }
    const project = new Project({ ...noteModule, 'node-http.test.js': tests }, { options })
    const server = createServer((request, response) => {
      request.resume()
      response.writeHead(200, 'tr\xe8s bien', { 'x-name': 'caf\xe9' }).end('body')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    await once(server, 'listening')
    const PROVIDER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const seen: unknown[] = []
    for (const CASSETTE_MODE of ['off', 'record', 'replay']) {
      const run = await project.vitest([], { env: { CASSETTE_MODE, PROVIDER, BESIDE } })
      expect(run.exitCode, run.output).toBe(0)
      seen.push(takeNotes(project))
    }
    const [bare, recorded, replayed] = seen
    expect(bare).toEqual({
      'a head in Latin-1': [[200, 'très bien', 'café', 'body']],
    })
    expect(recorded).toEqual(bare)
    expect(replayed).toEqual(bare)
  },
)
