import { createRequire } from 'node:module'

/** Says whether a URL matches at least one pattern. */
export type UrlMatcher = (url: string) => boolean

type Parts = 'protocol' | 'hostname' | 'port'

/** A pattern with its parts. */
interface Pattern extends Record<Parts, string> {
  test(url: string): boolean
}

const any: Pattern = { protocol: '*', hostname: '*', port: '*', test: () => true }

/**
 * Compiles `include`, `exclude` and `allow`. A pattern with a scheme is a URL pattern (`https://api.example.com/v2/*`), a
 * pattern without a scheme is a host (`*.example.com`, `localhost:8080`), and `*` alone matches everything.
 *
 * @throws TypeError when a pattern cannot be compiled. `issueOfUrlPattern` checks the options for that.
 * @see https://developer.mozilla.org/docs/Web/API/URL_Pattern_API
 */
export function urlMatcher(patterns: readonly string[]): UrlMatcher {
  const compiled = patterns.map(compile)
  return (url) => compiled.some((pattern) => pattern.test(url))
}

/** The same for a name that is looked up, without a port or a path: says whether any URL with this host might match. */
export function hostMatcher(patterns: readonly string[]): UrlMatcher {
  return partsMatcher(patterns, () => ['hostname'])
}

/** The same for a connection, which has no path: says whether any URL with this origin might match. */
export function originMatcher(patterns: readonly string[]): UrlMatcher {
  // A connection shows its scheme only by a default port.
  return partsMatcher(patterns, ({ port }) => (port === '' ? ['protocol', 'hostname', 'port'] : ['hostname', 'port']))
}

function partsMatcher(patterns: readonly string[], partsOf: (pattern: Pattern) => readonly Parts[]): UrlMatcher {
  const URLPattern = urlPattern()
  const compiled = patterns
    .map(compile)
    .map((pattern) => new URLPattern(Object.fromEntries(partsOf(pattern).map((part) => [part, pattern[part]]))))
  return (url) => compiled.some((pattern) => pattern.test(url))
}

/** The reason why an entry of `include`, `exclude` or `allow` cannot be used; `undefined` when it can. */
export function issueOfUrlPattern(text: string): string | undefined {
  try {
    compile(text)
    return undefined
  } catch (error) {
    return `"${text}" is no URL pattern: ${(error as Error).message}. Write a host, as *.example.com, or a URL pattern, as https://api.example.com/v2/*`
  }
}

function compile(text: string): Pattern {
  if (text === '*') return any
  if (!text.includes('://') && text.includes('/')) throw new TypeError('A path needs a scheme')
  const URLPattern = urlPattern()
  return new URLPattern(text.includes('://') ? text : hostPattern(text))
}

interface HostPattern {
  readonly protocol?: string
  readonly hostname: string
  readonly port: string
}

function hostPattern(text: string): HostPattern {
  const [, host = text, port = '*'] = /^(.*?)(?::(\d+|\*))?$/.exec(text) ?? []
  // Each colon of an IPv6 address would begin a named group.
  const hostname = host.replaceAll(':', '\\:')
  const protocol = defaultPorts.get(port)
  return protocol === undefined ? { hostname, port } : { protocol, hostname, port: '' }
}

/** A URL does not show the default port of its scheme. */
const defaultPorts = new Map([
  ['443', 'https'],
  ['80', 'http'],
])

type PatternClass = new (input: string | Partial<Record<Parts, string>>) => Pattern

/** The platform has the class from Node 23.8 on. Before that a polyfill is loaded, when there is a pattern. */
function urlPattern(): PatternClass {
  const own = (globalThis as { URLPattern?: PatternClass }).URLPattern
  return own ?? (createRequire(import.meta.url)('urlpattern-polyfill') as { URLPattern: PatternClass }).URLPattern
}
