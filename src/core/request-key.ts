import { createHash } from 'node:crypto'
import { canonicalBody } from './canonical-body.ts'
import type { StoredHeaders, StoredRequest } from './interaction.ts'

/** What of a request counts when two are compared, beside method and body. */
export interface MatchRules {
  /** Whether a query parameter is left out: it carries a secret or is volatile. */
  readonly isIgnoredParameter: (name: string) => boolean
  /** Header names, in lower case, that the provider gives a meaning (`anthropic-beta`). */
  readonly headers: readonly string[]
}

/** SHA-256, in hex, of what counts of a request: an index of this run, never stored. */
export function requestKey(request: StoredRequest, rules: MatchRules): string {
  const parts = [
    request.method.toUpperCase(),
    canonicalUrl(request.url, rules.isIgnoredParameter),
    ...rules.headers.map((name) => `${name}: ${headerText(request.headers, name)}`),
    canonicalBody(request.body),
  ]
  return createHash('sha256').update(parts.join('\n')).digest('hex')
}

/** The URL with its query sorted, without ignored parameters, fragment and credentials. */
function canonicalUrl(url: string, isIgnored: (name: string) => boolean): string {
  const parsed = new URL(url)
  const query = [...parsed.searchParams]
    .filter(([name]) => !isIgnored(name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
  const path = `${parsed.origin}${parsed.pathname}`
  // Nothing left of a query is as good as no query: a key may travel in a header instead.
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

function headerText(headers: StoredHeaders | undefined, name: string): string {
  const value = headers?.[name]
  return typeof value === 'string' ? value : (value?.join(', ') ?? '')
}
