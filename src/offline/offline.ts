import type { Settings } from '../cassette/settings.ts'
import { isLoopback } from '../providers/loopback.ts'
import type { Target } from '../http/connection-target.ts'
import { bare } from '../http/target.ts'
import { hostMatcher, urlMatcher, type UrlMatcher } from '../http/url-patterns.ts'

/** The places that an offline run may reach. */
export interface OfflineRules {
  readonly settings: Pick<Settings, 'offline' | 'allow'>
  /** Hosts that live calls of ours go to, or through. */
  readonly liveHosts: ReadonlySet<string>
}

/** By settings: for connections, and for names, which have no port. */
const compiled = new WeakMap<object, { readonly url: UrlMatcher; readonly host: UrlMatcher }>()

/** Whether an offline run refuses this place: all but this machine, what the user allows, and our own live calls. */
export function isRefused({ host, port }: Target, { settings, liveHosts }: OfflineRules): boolean {
  if (!settings.offline || isLoopback(host) || liveHosts.has(bare(host))) return false
  const { allow } = settings
  if (allow.length === 0) return true
  let matches = compiled.get(settings)
  if (matches === undefined) compiled.set(settings, (matches = { url: urlMatcher(allow), host: hostMatcher(allow) }))
  return !(Number.isNaN(port) ? matches.host : matches.url)(targetUrl(host, port))
}

function targetUrl(host: string, port: number): string {
  const name = bare(host).includes(':') ? `[${bare(host)}]` : host
  return `${port === 80 ? 'http' : 'https'}://${name}:${Number.isNaN(port) ? 0 : port}/`
}
