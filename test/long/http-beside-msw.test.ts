import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'

const tests = `
import http from 'node:http'
import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
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
    response.on('error', ({ code }) => seen.push(code)).on('close', () => done([...seen, text]))
  })
  request.on('error', ({ code }) => done([...seen, code]))
  request.on('timeout', () => {
    seen.push('timeout')
    request.destroy()
  })
  if (use(request) === undefined) request.end('{"model":"m"}')
})
const timeout = (request) => void request.setTimeout(100)
// The end of the connection is the end of the answer.
const raw = (path, ends = false) => new Promise((done) => {
  const { hostname, port, host } = new URL(process.env.PROVIDER)
  let text = ''
  const socket = connect(port, hostname, () => {
    const head = ['GET ' + path + ' HTTP/1.1', 'host: ' + host, ...(ends ? [] : ['connection: close']), '', ''].join('\\r\\n')
    if (ends) socket.end(head)
    else socket.write(head)
  })
  socket.on('data', (piece) => (text += piece)).on('error', () => {})
  socket.on('end', () => socket.end()).on('close', () => done([text.split('\\r\\n')[0], /\\bbody\\b/.test(text)]))
})
const cases = {
  'a head in Latin-1': () => send('/v1/name'),
  'a body in pieces': () => send('/v1/pieces', {}, async (request) => {
    request.write('{')
    await turn()
    request.write('}')
    await turn()
    request.end()
  }),
  'nobody there': () => send('', { host: '127.0.0.1', port: 2, path: '/v1/nobody' }),
  'a timeout before the head': () => send('/v1/silent', {}, timeout),
  'a timeout after the head': () => send('/v1/head/silent', {}, (request) => void request.on('response', () => timeout(request))),
  'left at the head': () => send('/v1/head/left', {}, (request) => void request.on('response', (response) => response.destroy())),
  'a raw client': () => raw('/v1/raw'),
  'a raw client, a length': () => raw('/v1/sized'),
  'a raw client that ends its side': () => raw('/v1/sized', true),
  'a raw client, nothing': () => raw('/v1/nothing'),
  'a raw client, a broken coding': () => raw('/v1/broken'),
}
test.each(Object.entries(cases))('%s', { timeout: 20_000 }, async (name, ask) => note(name, await ask()))
`

test.each(['', 'yes'])(
  "a client of node:http, or on a socket, has what a server gives it, beside an MSW server of the user: '%s'",
  async (BESIDE) => {
    const options = { include: ['127.0.0.1:*'], keepFailures: true, responseHeaders: ['x-name'] }
    const project = new Project({ ...noteModule, 'node-http.test.js': tests }, { options })
    const server = createServer((request, response) => {
      request.resume()
      const { url } = request
      if (url === '/v1/silent') return
      if (url?.startsWith('/v1/head')) return response.writeHead(200).flushHeaders()
      if (url === '/v1/raw') response.writeHead(200).write('body')
      else if (url === '/v1/sized') response.writeHead(200, { 'content-length': 4 }).write('body')
      else if (url === '/v1/nothing') response.writeHead(204)
      else if (url === '/v1/broken') response.writeHead(200, { 'content-encoding': 'gzip' }).write('no gzip')
      else response.writeHead(200, 'tr\xe8s bien', { 'x-name': 'caf\xe9' }).write('body')
      response.end()
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
      'a body in pieces': [[200, 'très bien', 'café', 'body']],
      'nobody there': [['ECONNREFUSED']],
      'a timeout before the head': [['timeout', 'ECONNRESET']],
      'a timeout after the head': [[200, 'OK', null, 'timeout', 'ECONNRESET', '']],
      'left at the head': [[200, 'OK', null, '']],
      'a raw client': [['HTTP/1.1 200 OK', true]],
      'a raw client, a length': [['HTTP/1.1 200 OK', true]],
      'a raw client that ends its side': [['HTTP/1.1 200 OK', true]],
      'a raw client, nothing': [['HTTP/1.1 204 No Content', false]],
      'a raw client, a broken coding': [['HTTP/1.1 200 OK', false]],
    })
    expect(recorded).toEqual(bare)
    expect(replayed).toEqual(bare)
  },
)
