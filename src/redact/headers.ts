import type { StoredHeaders } from '../core/interaction.ts'
import { safeAddress } from './url.ts'

/** Request headers that may stand in a cassette: they say what was asked, never who asked. */
const requestHeaders: readonly RegExp[] = [
  /^(accept|content-type|content-disposition|content-language|range|prefer)$/,
  /^(anthropic|openai)-(beta|version)$/,
  /^x-goog-upload-(protocol|command|offset|header-content-(length|type))$/,
]

/** Response headers that may stand in a cassette: what an SDK or an app reads of an answer. */
const responseHeaders: readonly RegExp[] = [
  // What a browser's XMLHttpRequest, and jsdom's, must see before it hands out an answer of another origin.
  /^access-control-(allow-(credentials|headers|methods|origin)|expose-headers|max-age)$/,
  /^(accept-ranges|allow|cache-control|content-disposition|content-language|content-location|content-range)$/,
  /^(content-type|etag|expires|last-modified|link|location|operation-location|preference-applied|vary)$/,
  /^retry-after(-ms)?$/,
  /^x-should-retry$/,
  /^(x-)?request-id$/,
  /^(anthropic|openai)-(beta|version|model)$/,
  /^x-amzn-(errortype|error-type|requestid)$/,
  /^x-amzn-bedrock-[a-z-]+$/,
  /^x-goog-upload-(status|chunk-granularity|url|size-received)$/,
  /^x-api-warning$/,
]

/** Response headers whose value is an address, which may be signed. */
const addresses = /^((content-|operation-)?location|x-goog-upload-url)$/

/**
 * The headers of a request that may be stored, names in lower case and sorted.
 *
 * @param own names, in lower case, of headers that count for the user: they are stored too, empty when they are missing.
 */
export function safeRequestHeaders(headers: Headers, own: readonly string[] = []): StoredHeaders {
  const rows = own.filter((name) => !isStoredHeader(name)).map((name) => [name, headers.get(name) ?? ''] as const)
  const all = { ...allowed(headers, requestHeaders), ...Object.fromEntries(rows) }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether a request header is stored always, whatever the user adds. */
export function isStoredHeader(name: string): boolean {
  return requestHeaders.some((pattern) => pattern.test(name))
}

/**
 * The headers of a response that may be stored, names in lower case and sorted.
 *
 * @param address gives an address, as `location` holds, as it may be stored.
 */
export function safeResponseHeaders(
  headers: Headers,
  address: (address: string) => string = (text) => safeAddress(text),
): StoredHeaders {
  return allowed(headers, responseHeaders, address)
}

function allowed(
  headers: Headers,
  patterns: readonly RegExp[],
  address: (address: string) => string = (text) => text,
): StoredHeaders {
  // `Headers` gives its names in lower case and sorted, so the file is stable.
  return Object.fromEntries(
    [...headers]
      .filter(([name]) => patterns.some((pattern) => pattern.test(name)))
      .map(([name, value]) => [name, safeValue(name, value, address)]),
  )
}

function safeValue(name: string, value: string, safe: (address: string) => string): string {
  if (name === 'link') return value.replaceAll(/<([^>]*)>/g, (_, address: string) => `<${safe(address)}>`)
  return addresses.test(name) ? safe(value) : value
}
