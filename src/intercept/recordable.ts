import { findProvider, providerOfHost } from '../providers/find-provider.ts'
import { isLoopback } from '../providers/loopback.ts'
import type { Settings } from '../cassette/settings.ts'
import { urlMatcher } from '../http/url-patterns.ts'

/**
 * Says whether a request belongs in a cassette: `always`, `never`, or only if its body has the shape of a provider's. A
 * WebSocket (`ws:`, `wss:`) counts like the request that it starts as.
 */
export type Recordable = (method: string, url: URL) => 'always' | 'if-shaped' | 'never'

const known = new WeakMap<object, Recordable>()

/**
 * Recordable are the hosts of known providers, on any other public host the requests that only a provider has, and every
 * address that the user includes; an address that the user excludes is never recordable. Addresses of this machine are
 * mostly the user's own test servers: they must be included, except for the port of Ollama. Compiled once for the same
 * settings.
 */
export function recordable(settings: Pick<Settings, 'include' | 'exclude'>): Recordable {
  const existing = known.get(settings)
  if (existing !== undefined) return existing
  const compiled = compile(settings)
  known.set(settings, compiled)
  return compiled
}

function compile({ include, exclude }: Pick<Settings, 'include' | 'exclude'>): Recordable {
  const isIncluded = urlMatcher(include)
  const isExcluded = urlMatcher(exclude)
  return (method, url) => {
    const names = namesOf(url)
    if (names.some(isExcluded)) return 'never'
    if (names.some(isIncluded)) return 'always'
    const owner = providerOfHost(url)
    if (owner !== undefined) {
      const { host, paths } = owner.otherPaths ?? {}
      return host === url.hostname && paths?.test(url.pathname) ? 'never' : 'always'
    }
    // Clients call such an API with POST.
    return !isLoopback(url.hostname) && method === 'POST' && findProvider(url) !== undefined ? 'if-shaped' : 'never'
  }
}

/** The URLs that a pattern may know a request by: a WebSocket is also the HTTP request that it starts as. */
function namesOf({ protocol, href }: URL): string[] {
  return protocol.startsWith('ws') ? [href, href.replace(/^ws/, 'http')] : [href]
}
