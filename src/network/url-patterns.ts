import { createRequire } from 'node:module'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'

/** Says whether a URL matches one of some patterns. */
export type UrlMatcher = (url: string) => boolean

interface Pattern {
  test(url: string): boolean
}

/**
 * Compiles `include` and `exclude`: a pattern with a scheme is a URL pattern (`https://api.example.com/v2/*`), one
 * without is a host (`*.example.com`, `localhost:8080`), and `*` alone is everything.
 *
 * @throws CassetteConfigError when a pattern cannot be compiled.
 * @see https://developer.mozilla.org/docs/Web/API/URL_Pattern_API
 */
export function urlMatcher(patterns: readonly string[]): UrlMatcher {
  const compiled = patterns.map(compile)
  return (url) => compiled.some((pattern) => pattern.test(url))
}

function compile(text: string): Pattern {
  if (text === '*') return { test: () => true }
  const URLPattern = urlPattern()
  try {
    return new URLPattern(text.includes('://') ? text : hostPattern(text))
  } catch (cause) {
    throw new CassetteConfigError(`Cannot use "${text}" as a URL pattern: ${(cause as Error).message}`, { cause })
  }
}

function hostPattern(text: string): { hostname: string; port: string } {
  const [, hostname = text, port] = /^(.*?)(?::(\d+|\*))?$/.exec(text) ?? []
  return { hostname, port: port ?? '*' }
}

type PatternClass = new (input: string | { hostname: string; port: string }) => Pattern

/** The platform's own from Node 23.8 on; before that a polyfill, loaded only when there is a pattern. */
function urlPattern(): PatternClass {
  const own = (globalThis as { URLPattern?: PatternClass }).URLPattern
  return own ?? (createRequire(import.meta.url)('urlpattern-polyfill') as { URLPattern: PatternClass }).URLPattern
}
