import type { Settings } from '../cassette/settings.ts'
import { isLoopback } from '../providers/loopback.ts'
import type { Target } from '../http/connection-target.ts'
import { bare } from '../http/target.ts'
import { hostMatcher, originMatcher, urlMatcher, type UrlMatcher } from '../http/url-patterns.ts'

/** The places that an offline run may reach. */
export interface OfflineRules {
  readonly settings: Pick<Settings, 'offline' | 'allow'>
  /** Hosts that live calls of ours go to, or through. */
  readonly liveHosts: ReadonlySet<string>
  /** Says whether the code of a wrapped function runs: while recording it may reach everything. */
  readonly isWrapped?: () => boolean
}

/** By settings: for URLs, for connections, which have no path, and for names, which have no port either. */
const compiled = new WeakMap<object, Record<'url' | 'origin' | 'host', UrlMatcher>>()

/**
 * Says whether an offline run refuses this target: it may reach only this machine, the hosts that the user allows, those
 * of our own live calls, and those that a wrapped function asks.
 *
 * @param url the URL of a request: an entry of `allow` with a path counts for this path only. A connection to its host is let
 *   through, because it does not show a path.
 */
export function isRefused(
  { host, port }: Target,
  { settings, liveHosts, isWrapped }: OfflineRules,
  url?: URL,
): boolean {
  if (settings.offline === false || isLoopback(host) || liveHosts.has(bare(host)) || isWrapped?.()) return false
  const { allow } = settings
  if (allow.length === 0) return true
  let matches = compiled.get(settings)
  if (matches === undefined) {
    matches = { url: urlMatcher(allow), origin: originMatcher(allow), host: hostMatcher(allow) }
    compiled.set(settings, matches)
  }
  if (url !== undefined) return !matches.url(url.href.replace(/^ws/, 'http'))
  return !(Number.isNaN(port) ? matches.host : matches.origin)(targetUrl(host, port))
}

function targetUrl(host: string, port: number): string {
  const name = bare(host).includes(':') ? `[${bare(host)}]` : host
  return `${port === 80 ? 'http' : 'https'}://${name}:${Number.isNaN(port) ? 0 : port}/`
}
