import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { isRecording } from '../../cassette/mode.ts'
import type { Settings } from '../../cassette/settings.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import type { Target } from '../../http/connection-target.ts'
import { bare, targetOf } from '../../http/target.ts'

/** Variables that name a proxy. Clients know them in small letters and in capitals. */
const variables = ['all_proxy', 'http_proxy', 'https_proxy'].flatMap((name) => [name, name.toUpperCase()])

/** The proxies that the environment names. */
export function proxiesOf(environment: NodeJS.ProcessEnv): Target[] {
  return variables.flatMap((name) => {
    const value = environment[name] ?? ''
    if (value === '') return []
    const text = value.includes('://') ? value : `http://${value}`
    return URL.canParse(text) ? [targetOf(new URL(text))] : []
  })
}

/** Says whether a connection to this target is one to a proxy that the environment names. */
export function isProxyOf(environment: NodeJS.ProcessEnv): (target: Target) => boolean {
  const addresses = new Set(proxiesOf(environment).map(({ host, port }) => `${host}:${port}`))
  return ({ host, port }) => addresses.has(`${bare(host)}:${port}`)
}

/**
 * Tells of each request where it is meant to go, before a connection is opened that may lead to a proxy instead: one
 * on this machine looks like any server of the user's own.
 */
export function beforeProxied(tell: (target: Target) => unknown): void {
  const tellOf = (protocol: string, host: string, port: string | number): unknown =>
    tell({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)) })
  subscribe('undici:request:create', (message) => {
    const { origin } = (message as { request: { origin?: string | URL } }).request
    if (origin === undefined || !URL.canParse(String(origin))) return
    const { protocol, hostname, port } = new URL(origin)
    tellOf(protocol, hostname, port)
  })
  // The agents of proxies for `node:http` connect later than this; other agents have connected by now.
  subscribe('http.client.request.created', (message) => {
    const { protocol, host } = (message as { request: ClientRequest }).request
    tellOf(protocol, host, '')
  })
}

/** The origin that a client wants a tunnel to, if that is what it asks a proxy for. */
export function tunnelTarget(request: Request): URL | undefined {
  // The target of such a request is an authority, `api.openai.com:443`.
  const url = `https://${request.url}`
  return request.method === 'CONNECT' && URL.canParse(url) ? new URL(url) : undefined
}

/**
 * Why a request that came through a tunnel cannot be recorded: its client has a proxy of its own, and the live call
 * would go without one.
 */
export function withoutProxy(
  url: URL,
  { mode, upstream }: Pick<Settings, 'mode' | 'upstream'>,
): CassetteConfigError | undefined {
  if (!isRecording(mode) || upstream[url.origin] !== undefined || upstream['*'] !== undefined || hasProxy())
    return undefined
  return new CassetteConfigError(
    `Cannot record ${url.host}: its client uses a proxy of its own, which live calls do not know\n\n  Name the proxy in the environment while recording: HTTPS_PROXY=…, and NODE_USE_ENV_PROXY=1\n  or setGlobalDispatcher(new EnvHttpProxyAgent()) of undici.`,
  )
}

/** Whether live calls go through a proxy: that of the environment, or of a global dispatcher of the user's. */
function hasProxy(): boolean {
  const holder = globalThis as unknown as Record<symbol, object | undefined>
  return Object.getOwnPropertySymbols(globalThis).some(
    (symbol) =>
      symbol.description?.startsWith('undici.globalDispatcher.') &&
      /Proxy/.test(holder[symbol]?.constructor.name ?? ''),
  )
}
