import { once } from 'node:events'
import http, { type ClientRequest, type IncomingMessage, type RequestListener, type RequestOptions } from 'node:http'
import https from 'node:https'
import { connect, type AddressInfo, type Server } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { redirectOf } from '../../../src/http/upstream.ts'
import { twinRequest } from '../../../src/intercept/node-http/twin-request.ts'
import { certificate } from '../../support/certificate.ts'

const ca = certificate.cert

/** An agent for both protocols, as those of proxies are. It opens connections by the options of each request. */
class AnyAgent extends http.Agent {
  get protocol(): string {
    return 'http:'
  }
  set protocol(_: string) {}
  override createConnection(options: any): any {
    return options.secureEndpoint ? connectSecurely({ ...options, ca }) : connect(options)
  }
}

/** Gives a request to its agent no earlier than its twin is sent, as the seam does. */
async function ask(
  module: typeof http | typeof https,
  given: RequestOptions,
  body: string,
  upstream: string,
  change: (request: ClientRequest) => void = () => {},
): Promise<{ text: string; seen: string[] }> {
  const seen: string[] = []
  const { agent } = given
  let options: RequestOptions = {}
  const catching = {
    protocol: module === https ? 'https:' : 'http:',
    keepAlive: true,
    addRequest: (_: ClientRequest, caught: RequestOptions) => void (options = caught),
  }
  const request = module.request({ ...given, agent: catching as never, host: 'provider.example', path: '/v1/x?a=1' })
  change(request)
  request.end(body)
  const { _header: head } = request as unknown as { _header: string }
  const twin = twinRequest(
    {
      request,
      head,
      body: Buffer.from(body),
      agent: agent as http.Agent,
      options,
      connect(twin, given, agent) {
        seen.push(agent!.constructor.name)
        ;(agent as unknown as typeof catching).addRequest(twin, given)
      },
    },
    redirectOf('https://provider.example/v1/x?a=1', { '*': upstream }),
  )
  const [response] = (await once(twin, 'response')) as [IncomingMessage]
  let text = ''
  for await (const piece of response) text += String(piece)
  return { text, seen }
}

/** A server that answers with the request as it came. */
async function serve(server: Server): Promise<string> {
  server.listen(0, 'localhost')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `localhost:${(server.address() as AddressInfo).port}`
}

const echo: RequestListener = async (request, response) => {
  let body = ''
  for await (const piece of request) body += String(piece)
  response.end(JSON.stringify({ line: `${request.method} ${request.url}`, headers: request.rawHeaders, body }))
}

test('a twin has the headers and the body of its request, and leads elsewhere with the agent of the other protocol', async () => {
  const host = await serve(http.createServer(echo))
  const headers = { 'X-Own': ['1', '2'], 'Content-Length': '5' }
  const agent = new https.Agent({ ca, keepAlive: true })
  const { text, seen } = await ask(https, { method: 'GET', headers, agent }, 'hello', `http://${host}/gateway`)
  expect(seen).toEqual(['Agent'])
  const { line, headers: arrived, body } = JSON.parse(text) as { line: string; headers: string[]; body: string }
  expect({ line, body }).toEqual({ line: 'GET /gateway/v1/x?a=1', body: 'hello' })
  const own = `X-Own 1 X-Own 2 Content-Length 5 Host ${host} Connection keep-alive`
  expect(arrived.join(' ')).toBe(`${own} x-cassette-origin https://provider.example`)
})

test('a twin adds no header that its client has removed', async () => {
  const host = await serve(http.createServer(echo))
  const { text } = await ask(http, { agent: new http.Agent() }, '', `http://${host}`, (request) =>
    request.removeHeader('connection'),
  )
  const { headers } = JSON.parse(text) as { headers: string[] }
  expect(headers.map((name) => name.toLowerCase())).not.toContain('connection')
})

test('an agent for both protocols opens the connection of a twin by the protocol of the other address', async () => {
  const host = await serve(https.createServer(certificate, echo))
  const agent = new AnyAgent()
  const { text, seen } = await ask(http, { method: 'POST', agent }, 'hello', `https://${host}`)
  expect(seen).toEqual(['AnyAgent'])
  expect(JSON.parse(text)).toMatchObject({ line: 'POST /v1/x?a=1', body: 'hello' })
})

test('an agent of TLS asks the other address by its own name', async () => {
  const host = await serve(https.createServer(certificate, echo))
  const agent = new https.Agent({ ca })
  const given = { method: 'POST', agent, servername: 'provider.example' }
  const { text, seen } = await ask(https, given, 'hello', `https://${host}`)
  expect(seen).toEqual(['Agent'])
  expect(JSON.parse(text)).toMatchObject({ body: 'hello' })
})
