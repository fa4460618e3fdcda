import { createServer, request as httpRequest } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { json, startProvider } from '../support/provider.ts'

/** A proxy on this machine, and what it was asked to reach. */
async function startProxy(): Promise<{ url: string; reached: string[] }> {
  const reached: string[] = []
  const server = createServer((request, response) => {
    const { url = '', method, headers } = request
    reached.push(url)
    // Beyond this machine there is nothing.
    if (new URL(url).hostname !== '127.0.0.1') return void response.writeHead(502).end()
    const passed = httpRequest(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    })
    request.pipe(passed)
  })
  server.on('connect', ({ url = '' }, socket) => {
    reached.push(url)
    const { hostname, port } = new URL(`http://${url}`)
    socket.on('error', () => {})
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    if (hostname !== '127.0.0.1') return
    const target = connect(Number(port), hostname)
    target.on('error', () => socket.destroy())
    target.pipe(socket).pipe(target)
    onTestFinished(() => void target.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reached }
}

const tests = `
import https from 'node:https'
import { expect, test } from 'vitest'
import { EnvHttpProxyAgent, fetch as undiciFetch, ProxyAgent, request } from 'undici'

const url = 'https://api.openai.com/v1/'
const get = (name: string) => new Promise<string>((done, fail) => https.get(url + name, async (response) => {
  let text = ''
  for await (const chunk of response) text += chunk
  done(text)
}).on('error', fail))
const viaUndici = async (name: string, dispatcher: any) => (await request(url + name, { dispatcher })).body.text()
const own = () => new ProxyAgent(process.env.OWN_PROXY!)

const clients: Record<string, (name: string) => Promise<string>> = {
  'undici ProxyAgent': (name) => viaUndici(name, own()),
  'undici ProxyAgent, fetch': async (name) => (await undiciFetch(url + name, { dispatcher: own() })).text(),
  'undici EnvHttpProxyAgent': (name) => viaUndici(name, new EnvHttpProxyAgent()),
  fetch: async (name) => (await fetch(url + name)).text(),
  https: get,
}
for (const [name, ask] of Object.entries(clients))
  test(name, async () => {
    for (const path of [name.length + '/1', name.length + '/2']) expect(await ask(path)).toBe(JSON.stringify({ url: '/v1/' + path }))
  })
`

test('a proxy is used for recording, and not needed for replay', async () => {
  const provider = await startProvider(({ url }, response) => json(response, 200, { url }))
  const proxy = await startProxy()
  const project = new Project({ 'proxy.test.ts': tests })
  const proxied = (url: string): Record<string, string> => ({
    HTTPS_PROXY: url,
    HTTP_PROXY: url,
    NO_PROXY: '',
    OWN_PROXY: url,
    NODE_USE_ENV_PROXY: '1',
  })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, proxied(proxy.url)))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(10)
  expect(proxy.reached.filter((url) => url.includes(provider.url.slice('http://'.length)))).toHaveLength(10)

  // Neither one that is gone nor one that is there is asked.
  proxy.reached.length = 0
  const replayed = await project.vitest([], { env: { ...proxied('http://127.0.0.1:9'), OWN_PROXY: proxy.url } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(proxy.reached).toEqual([])

  // A proxy that only the client knows.
  const alone = await project.vitest(['-t', 'undici ProxyAgent'], { env: { OWN_PROXY: proxy.url } })
  for (const name of ['undici ProxyAgent', 'undici ProxyAgent, fetch'])
    expect([alone.tests[name]?.status, proxy.reached], alone.output).toEqual(['passed', []])
})

const knownToClient = `
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { Client } from 'undici'

const port = process.env.OWN_PROXY
const api = 'api.openai.com'
const textOf = (request) => new Promise((done, fail) => request.on('response', async (response) => {
  let text = ''
  for await (const chunk of response) text += chunk
  done(text)
}).on('error', fail).end('{}'))
const whole = (protocol) => (path) =>
  textOf(http.request({ host: '127.0.0.1', port, method: 'POST', path: protocol + '//' + api + path, headers: { host: api } }))
// An agent of the package agent-base 6, which axios uses, inherits nothing from those of Node, and connects in the turn of the request.
class TunnelAgent {
  addRequest(request, { host, port: to, secureEndpoint = true }) {
    const socket = net.connect({ host: '127.0.0.1', port })
    socket.write('CONNECT ' + host + ':' + to + ' HTTP/1.1\\r\\nhost: ' + host + ':' + to + '\\r\\n\\r\\n')
    socket.once('data', () => request.onSocket(secureEndpoint ? tls.connect({ socket, servername: host }) : socket))
    socket.on('error', (error) => request.destroy(error))
  }
}
const clients = {
  'a whole address': whole('http:'),
  'a whole address of HTTPS': whole('https:'),
  'a whole address of undici': async (path) =>
    (await new Client('http://127.0.0.1:' + port).request({ method: 'POST', path: 'http://' + api + path, headers: { host: api }, body: '{}' })).body.text(),
  'an agent that opens a tunnel': (path) => textOf(https.request({ host: api, method: 'POST', path, agent: new TunnelAgent() })),
}
test.each(Object.entries(clients))('%s', async (name, ask) => {
  expect(await ask('/v1/' + name.length)).toBe(JSON.stringify({ url: '/v1/' + name.length }))
})
`

test('a proxy on this machine that only a client of node:http or undici knows is used for recording, and not needed for replay', async () => {
  const provider = await startProvider(({ url }, response) => json(response, 200, { url }))
  const proxy = await startProxy()
  const project = new Project({ 'known.test.js': knownToClient })
  const recorded = await project.vitest(
    ['--mode', 'record'],
    recording(provider, { OWN_PROXY: new URL(proxy.url).port }),
  )
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(4)
  expect(proxy.reached.filter((url) => url.includes(new URL(provider.url).host))).toHaveLength(4)

  // One by one too: no test needs what another one has started.
  for (const args of [[], ['-t', 'an agent'], ['-t', 'of undici'], ['-t', 'of HTTPS']]) {
    proxy.reached.length = 0
    const replayed = await project.vitest(args, { env: { CI: '1', OWN_PROXY: new URL(proxy.url).port } })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(proxy.reached).toEqual([])
  }
})
