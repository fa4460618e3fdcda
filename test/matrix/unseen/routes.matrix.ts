import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from '../../support/certificate.ts'
import { Project } from '../../support/project.ts'

const clients = `
import { createServer, connect } from 'node:net'
import https from 'node:https'
import { SocksProxyAgent } from 'socks-proxy-agent'
import { expect, test } from 'vitest'

const { PORT, CERT: ca } = process.env

test('socks-proxy-agent', async () => {
  const proxy = createServer((socket) => socket.once('data', () => {
    socket.write(Buffer.from([5, 0]))
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
      const upstream = connect(PORT, '127.0.0.1')
      socket.pipe(upstream).pipe(socket)
    })
  }).on('error', () => {}))
  await new Promise((listening) => proxy.listen(0, listening))
  const agent = new SocksProxyAgent('socks5h://127.0.0.1:' + proxy.address().port)
  const status = await new Promise((done, fail) => https.request('https://localhost:' + PORT + '/socks', { method: 'POST', ca, agent }, (response) => done(response.resume().statusCode)).on('error', fail).end('{}'))
  expect(status).toBe(400)
  proxy.close()
})
`

/** Not in the text: Vitest reads the environment of this very file in it. */
const inPage = (environment: string, text: string): string => `// @vitest-environment ${environment}\n${text}`

const jsdom = `
import { JSDOM } from 'jsdom'
import { expect, test } from 'vitest'

const url = 'https://localhost:' + process.env.PORT + '/jsdom'
const windows = {
  'the page': () => globalThis,
  'a frame': () => document.body.appendChild(document.createElement('iframe')).contentWindow,
  'a page of the test': () => new JSDOM('', { url }).window,
}
test.each(Object.keys(windows))('synchronous XMLHttpRequest of jsdom: %s', (name) => {
  const request = new (windows[name]().XMLHttpRequest)()
  expect(() => {
    request.open('POST', url, false)
    request.send('{}')
  }).toThrow('was refused')
})
`

const happyDom = `
import { expect, test } from 'vitest'
test('synchronous XMLHttpRequest of happy-dom', () => {
  const request = new XMLHttpRequest()
  request.open('POST', 'https://localhost:' + process.env.PORT + '/happy-dom', false)
  request.send('{}')
  expect(request.status).toBe(0)
})
`

test('clients that connect by themselves, local and in CI, ask no provider', async () => {
  const reached: string[] = []
  const server = createServer({ ...certificate }, (incoming, response) => {
    reached.push(incoming.url ?? '')
    response.end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const project = new Project(
    {
      'clients.test.js': clients,
      'jsdom.test.js': inPage('jsdom', jsdom),
      'happy-dom.test.js': inPage('happy-dom', happyDom),
    },
    {
      within: 'test/matrix',
      vitest: 'test/matrix/node_modules/vitest',
      options: { include: [`localhost:${port}`] },
      test: { isolate: true },
    },
  )
  const env = { PORT: String(port), CERT: certificate.cert }
  for (const CI of ['', '1']) {
    const run = await project.vitest([], { env: { ...env, CI } })
    const outcomes = Object.entries(run.tests).map(([name, { errors }]) => [
      name,
      errors.map((error) => /^\w+/.exec(error)?.[0]),
    ])
    expect(Object.fromEntries(outcomes), run.output).toEqual({
      'socks-proxy-agent': ['CassetteMissError'],
      'synchronous XMLHttpRequest of jsdom: the page': ['CassetteUnseenError'],
      'synchronous XMLHttpRequest of jsdom: a frame': ['CassetteUnseenError'],
      'synchronous XMLHttpRequest of jsdom: a page of the test': ['CassetteUnseenError'],
      'synchronous XMLHttpRequest of happy-dom': ['CassetteUnseenError'],
    })
    expect(reached).toEqual([])
    expect(run.output).toMatch(/^ {13}Provider connections {2}\d/m)
  }
})
