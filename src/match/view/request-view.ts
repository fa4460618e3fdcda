import type { StoredHeaders, StoredRequest } from '../../cassette/interaction.ts'
import { withPlainPlaceholders } from '../../redact/placeholder.ts'
import { viewBody, type ViewBody } from './view-body.ts'

/**
 * A request for comparison, as plain data: only the parts that count. Unlike the stored request, it holds no SDK version,
 * retry or signature.
 *
 * @see docs/matching.md#your-own-normalizers
 */
export interface RequestView {
  /** Method in upper case. */
  readonly method: string
  /** URL without fragment and credentials. The query is sorted and has no ignored parameters. */
  readonly url: string
  /** Only compared headers: names in lower case, lists of values sorted. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: ViewBody
}

/** Rules for the parts of a request that count. */
export interface ViewRules {
  /** Whether a query parameter or a form field is left out, because it is secret or volatile. */
  readonly isIgnoredParameter: (name: string, value: string) => boolean
  /** Compared headers of the provider (`anthropic-beta`), in lower case. Empty is the same as missing. */
  readonly headers: readonly string[]
  /** Compared headers of the user, in lower case. Empty means that the request had none, missing means unknown. */
  readonly ownHeaders: readonly string[]
  /** Whether one value in the list of such a header is left out, because it belongs to the credentials. */
  readonly isIgnoredHeaderValue: (value: string) => boolean
}

/** The view of a request for comparison. The match key is its hash. */
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
  const parsed = new URL(withPlainPlaceholders(url))
  const query = [...parsed.searchParams]
    .filter(([name, value]) => !isIgnored(name, value))
    .map(([name, value]) => withPlainPlaceholders(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`))
    .sort()
  const path = `${parsed.protocol}//${parsed.host}${parsed.pathname}`
  // A query without remaining parameters equals no query: the API key may be in a header instead.
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

function viewHeaders(headers: StoredHeaders | undefined, rules: ViewRules): Record<string, string> {
  const view = (name: string): [string, string] => [name, viewHeader(name, headerText(headers, name), rules)]
  const own = rules.ownHeaders.filter((name) => headers?.[name] !== undefined)
  return Object.fromEntries([...rules.headers.map(view).filter(([, value]) => value !== ''), ...own.map(view)])
}

/** Sorts the list in a header: SDKs write features in any order. */
function viewHeader(name: string, text: string, { isIgnoredHeaderValue }: ViewRules): string {
  // Each request has a new boundary.
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
