import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from '../support/certificate.ts'
import { Project } from '../support/project.ts'

const clients = `
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { test, vi } from 'vitest'
import { Agent, interceptors, ProxyAgent, request as undiciRequest } from 'undici'

const { PORT: port, CERT: ca } = process.env
const base = 'https://model.internal:' + port
const lookup = (host, options, done) => options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
const ownSocket = () => tls.connect({ socket: net.connect(port, '127.0.0.1'), ca, servername: 'model.internal' })
const body = JSON.stringify({ model: 'm', input: 'hello' })
const post = (path, options) => new Promise((done, fail) => {
  const outgoing = https.request(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, ca, ...options }, (response) => response.resume().on('end', done))
  outgoing.on('error', fail).end(body)
})
const viaUndici = async (path, dispatcher) => (await undiciRequest(base + path, { method: 'POST', body, dispatcher })).body.dump()
class OwnAgent extends https.Agent {
  createConnection = ownSocket
}

const clients = {
  'a spy on connect': async () => {
    vi.spyOn(net.Socket.prototype, 'connect')
    await post('/spy', { lookup, agent: false })
  },
  'mocks restored after the first call': async () => {
    vi.restoreAllMocks()
    await post('/restored', { lookup, agent: false })
  },
  'TLS over a socket of its own': () => post('/tls', { createConnection: ownSocket }),
  'an agent that connects by itself': () => post('/agent', { agent: new OwnAgent() }),
  'undici with a connector of its own': () =>
    viaUndici('/connector', new Agent({ connect: (options, done) => { const socket = ownSocket(); socket.once('secureConnect', () => done(null, socket)) } })),
  'undici over SOCKS': () => viaUndici('/socks', new ProxyAgent('socks5://127.0.0.1:' + port)),
  'undici with interceptors.dns()': () =>
    viaUndici('/dns', new Agent({ connect: { ca } }).compose(interceptors.dns({ lookup: (origin, options, done) => done(null, [{ address: '127.0.0.1', family: 4, ttl: 1000 }]) }))),
}
test.each(Object.entries(clients))('%s', (name, ask) => ask())
`

test('no request to a provider is green because nobody has seen it', { timeout: 60_000 }, async () => {
  const reached: string[] = []
  const server = createServer({ ...certificate }, (incoming, response) => {
    reached.push(incoming.url ?? '')
    response.end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const project = new Project({ 'clients.test.js': clients }, { options: { include: [`model.internal:${port}`] } })
  for (const CI of ['', '1']) {
    reached.length = 0
    const run = await project.vitest([], { env: { PORT: String(port), CERT: certificate.cert, CI } })
    const outcomes = Object.entries(run.tests).map(([name, { errors }]) => [
      name,
      /Cassette\w+Error/.exec(errors.join())?.[0],
    ])
    expect(Object.fromEntries(outcomes), run.output).toEqual({
      'a spy on connect': 'CassetteUnseenError',
      'mocks restored after the first call': 'CassetteUnseenError',
      'TLS over a socket of its own': 'CassetteUnseenError',
      'an agent that connects by itself': 'CassetteUnseenError',
      'undici with a connector of its own': 'CassetteMissError',
      'undici over SOCKS': 'CassetteMissError',
      'undici with interceptors.dns()': 'CassetteMissError',
    })
    // A request that is refused reaches nobody.
    expect(reached).toEqual(['/spy', '/restored', '/tls', '/agent'])
    expect(run.output).toContain(`cassettes({ exclude: ['model.internal:${port}'] })`)
  }
})
