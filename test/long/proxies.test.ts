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
