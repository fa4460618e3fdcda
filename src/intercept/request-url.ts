import type { Settings } from '../cassette/settings.ts'
import { urlMatcher } from '../http/url-patterns.ts'
import { providerOfHost } from '../providers/find-provider.ts'
import { parsedUrl } from '../util/parsed-url.ts'
import { isWholeAddress } from './proxies/named-target.ts'

type Rules = Pick<Settings, 'include' | 'exclude'>

/**
 * The URL of a request. A client that has looked up a name itself connects to an address: the header `host` has the name
 * then. A name that no rule knows gives way to an address that one does.
 *
 * @param origin where the request is sent.
 * @param path as it is sent, which is a whole URL for a request to a proxy.
 * @param host the header `host`.
 */
export function requestUrl(origin: URL, path: string, host: string | null, rules: Rules): string {
  if (isWholeAddress(path)) return parsedUrl(path).href
  const address = parsedUrl(`${origin.origin}${path}`)
  if (host === null || host === origin.host || !/^\[|^[\d.]+$/.test(origin.hostname)) return address.href
  const named = parsedUrl(`${origin.protocol}//${host}${path}`)
  const isKnown = knownTo(rules)
  return (isKnown(address) && !isKnown(named) ? address : named).href
}

const compiled = new WeakMap<object, (url: URL) => boolean>()

/** Says whether a URL is a provider's, or one that the user includes or excludes. Compiled once for the same settings. */
function knownTo(rules: Rules): (url: URL) => boolean {
  const existing = compiled.get(rules)
  if (existing !== undefined) return existing
  const isListed = urlMatcher([...rules.include, ...rules.exclude])
  const isKnown = (url: URL): boolean => isListed(url.href) || providerOfHost(url) !== undefined
  compiled.set(rules, isKnown)
  return isKnown
}
