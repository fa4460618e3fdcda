import type { Settings } from '../cassette/settings.ts'
import { urlMatcher } from '../http/url-patterns.ts'
import { providers } from '../providers/all-providers.ts'
import type { TokenEndpoint } from '../providers/provider.ts'
import type { RequestShape } from './request-shape.ts'

type Patterns = Pick<Settings, 'include' | 'exclude'>

const endpoints = providers.flatMap(({ tokenEndpoints = [] }) => tokenEndpoints)

/**
 * The endpoint that a request asks for an access token; `undefined` for every other request, and for what the user
 * includes or excludes.
 */
export function tokenEndpointOf(
  { form, method, url }: Pick<RequestShape, 'form' | 'method' | 'url'>,
  patterns: Patterns,
): TokenEndpoint | undefined {
  if (form !== 'plain') return undefined
  const host = hostOf(url)
  const found = endpoints.find(
    (endpoint) => endpoint.method === method && endpoint.hosts.includes(host) && endpoint.path.test(url.pathname),
  )
  return found === undefined || isNamed(url, patterns) ? undefined : found
}

/** Says whether a tunnel leads to a host that gives access tokens. */
export function givesTokens(origin: URL, patterns: Patterns): boolean {
  return endpoints.some(({ hosts }) => hosts.includes(hostOf(origin))) && !isNamed(origin, patterns)
}

function isNamed({ href }: URL, { include, exclude }: Patterns): boolean {
  return urlMatcher([...include, ...exclude])(href)
}

/** A host may be written from the root of the name system, with a dot at the end. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/\.$/, '')
}
