import http from 'node:http'
import https from 'node:https'
import { SocksProxyAgent } from 'socks-proxy-agent'
import * as undici8 from 'undici'
import * as undici6 from 'undici-6'
import * as undici7 from 'undici-7'

/** The answer, as an app sees it. */
export interface Got {
  readonly status: number
  readonly text: string
}

type Call = (path: string) => Promise<Got>

const { PORT = '', SOCKET = '', SOCKS = '', CERT: ca = '' } = process.env
const base = `https://localhost:${PORT}`
const body = JSON.stringify({ model: 'gpt-5-mini', input: 'Hello' })
const json = { 'content-type': 'application/json', 'content-length': String(body.length) }
const internal = 'model.internal'
const proxy = `socks5://127.0.0.1:${SOCKS}`

const viaUndici =
  ({ request }: any, dispatcher: any, origin = base, options: object = {}): Call =>
  async (path) => {
    const given = { method: 'POST', headers: json, body, dispatcher, ...options }
    const response = await request(`${origin}${path}`, given)
    return { status: response.statusCode, text: await response.body.text() }
  }

/** The ways of one version of undici. Only newer ones have a dispatcher for SOCKS. */
function undici(version: any): Record<string, Call> {
  const { Agent, Socks5ProxyAgent, interceptors } = version
  const own = new Agent({ connect: { ca } })
  const lookup = (_origin: unknown, _options: unknown, done: any): void =>
    done(null, [{ address: '127.0.0.1', family: 4, ttl: 1000 }])
  return {
    'own CA': viaUndici(version, own),
    'Unix socket': viaUndici(version, new Agent({ connect: { socketPath: SOCKET } }), 'http://localhost'),
    'interceptors.dns': viaUndici(
      version,
      new Agent({ connect: { ca, servername: 'localhost' } }).compose(interceptors.dns({ lookup })),
      `https://${internal}:${PORT}`,
    ),
    'body of a GET': viaUndici(version, own, base, { method: 'GET' }),
    Host: viaUndici(version, own, base, { headers: { ...json, host: internal } }),
    ...(Socks5ProxyAgent !== undefined && {
      SOCKS: viaUndici(version, new Socks5ProxyAgent(proxy, { requestTls: { ca } })),
    }),
  }
}

const viaNode =
  (module: typeof http | typeof https, origin: string, options: object): Call =>
  (path) =>
    new Promise((done, fail) => {
      const given = { method: 'POST', headers: json, ...options }
      const outgoing = module.request(`${origin}${path}`, given, async (response) => {
        let text = ''
        for await (const chunk of response.setEncoding('utf8')) text += chunk
        done({ status: response.statusCode ?? 0, text })
      })
      outgoing.on('error', fail).end(body)
    })

/** By column and row. */
export const clients: Readonly<Record<string, Readonly<Record<string, Call>>>> = {
  'undici 8': undici(undici8),
  'undici 7': undici(undici7),
  'undici 6': undici(undici6),
  'node:http and node:https': {
    'own CA': viaNode(https, base, { agent: new https.Agent({ ca }) }),
    'Unix socket': viaNode(http, 'http://localhost', { socketPath: SOCKET }),
    'body of a GET': viaNode(https, base, { ca, method: 'GET' }),
    Host: viaNode(https, base, { ca, headers: { ...json, host: internal } }),
    SOCKS: viaNode(https, base, { ca, agent: new SocksProxyAgent(proxy) }),
  },
}
