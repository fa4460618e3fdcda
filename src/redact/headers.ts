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

/** The headers of a request that may be stored, names in lower case and sorted. */
export function safeRequestHeaders(headers: Headers): StoredHeaders {
  return allowed(headers, requestHeaders)
}

/** The headers of a response that may be stored, names in lower case and sorted. */
export function safeResponseHeaders(headers: Headers): StoredHeaders {
  return allowed(headers, responseHeaders)
}

function allowed(headers: Headers, patterns: readonly RegExp[]): StoredHeaders {
  // `Headers` gives its names in lower case and sorted, so the file is stable.
  return Object.fromEntries(
    [...headers]
      .filter(([name]) => patterns.some((pattern) => pattern.test(name)))
      .map(([name, value]) => [name, safeValue(name, value)]),
  )
}

function safeValue(name: string, value: string): string {
  if (name === 'link') return value.replaceAll(/<([^>]*)>/g, (_, address: string) => `<${safeAddress(address)}>`)
  return addresses.test(name) ? safeAddress(value) : value
}
