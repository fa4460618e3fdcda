import type { StoredHeaders, StoredRequest } from '../../cassette/interaction.ts'
import { viewBody, type ViewBody } from './view-body.ts'

/**
 * A request as it is compared: what counts of it, and nothing else. Unlike the stored request, no SDK version, retry or
 * signature shows in it. Plain data.
 */
export interface RequestView {
  /** In upper case. */
  readonly method: string
  /** Without fragment and credentials; the query sorted, without parameters that do not count. */
  readonly url: string
  /** Only headers that count: names in lower case, values in lists sorted. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: ViewBody
}

/** What of a request counts when two are compared. */
export interface ViewRules {
  /** Whether a query parameter, or a field of a form, is left out: it carries a secret or is volatile. */
  readonly isIgnoredParameter: (name: string, value: string) => boolean
  /** Header names, in lower case, that count for the provider (`anthropic-beta`): empty is the same as missing. */
  readonly headers: readonly string[]
  /** Header names, in lower case, that count for the user: empty says that it was missing, missing that it is not known. */
  readonly ownHeaders: readonly string[]
  /** Whether one value in the list of such a header is left out: it says who asks. */
  readonly isIgnoredHeaderValue: (value: string) => boolean
}

/** What two requests are compared by. The match key is the hash of it. */
export function requestView(request: StoredRequest, rules: ViewRules): RequestView {
  const body = viewBody(request.body, headerText(request.headers, 'content-type'), rules.isIgnoredParameter)
  return {
    method: request.method.toUpperCase(),
    url: viewUrl(request.url, rules.isIgnoredParameter),
    headers: viewHeaders(request.headers, rules),
    ...(body && { body }),
  }
}

function viewUrl(url: string, isIgnored: ViewRules['isIgnoredParameter']): string {
  const parsed = new URL(url)
  const query = [...parsed.searchParams]
    .filter(([name, value]) => !isIgnored(name, value))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
  const path = `${parsed.protocol}//${parsed.host}${parsed.pathname}`
  // Nothing left of a query is as good as no query: a key may travel in a header instead.
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

function viewHeaders(headers: StoredHeaders | undefined, rules: ViewRules): Record<string, string> {
  const view = (name: string): [string, string] => [name, viewHeader(name, headerText(headers, name), rules)]
  const own = rules.ownHeaders.filter((name) => headers?.[name] !== undefined)
  return Object.fromEntries([...rules.headers.map(view).filter(([, value]) => value !== ''), ...own.map(view)])
}

/** A list in any order says the same: SDKs put features together as they come. */
function viewHeader(name: string, text: string, { isIgnoredHeaderValue }: ViewRules): string {
  // The boundary is another in every request.
  if (name === 'content-type') return text.replace(/;\s*boundary=("[^"]*"|[^;]*)/i, '').trim()
  const values = text.split(',').map((value) => value.trim())
  return [...new Set(values)]
    .filter((value) => value !== '' && !isIgnoredHeaderValue(value))
    .sort()
    .join(', ')
}

function headerText(headers: StoredHeaders | undefined, name: string): string {
  const value = headers?.[name]
  return typeof value === 'string' ? value : (value?.join(', ') ?? '')
}
