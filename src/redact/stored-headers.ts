import type { HeaderFields } from '../cassette/header-fields.ts'
import type { StoredHeaders } from '../cassette/interaction.ts'
import { wireHeaders } from '../cassette/wire-headers.ts'
import { mayBeSecret } from './recognize/parameter-names.ts'
import { safeAddress } from './redact-url.ts'

/** Headers that may stand in a cassette, beside those the user adds; `*` is any part of a name. */
export const storedHeaders: { readonly request: readonly string[]; readonly response: readonly string[] } = {
  /** They say what was asked, never who asked. */
  request: [
    'accept',
    'content-type',
    'content-disposition',
    'content-language',
    'range',
    'prefer',
    'anthropic-beta',
    'anthropic-version',
    'openai-beta',
    'openai-version',
    'x-goog-upload-protocol',
    'x-goog-upload-command',
    'x-goog-upload-offset',
    'x-goog-upload-header-content-length',
    'x-goog-upload-header-content-type',
  ],
  /** SDKs and apps read these. */
  response: [
    // XMLHttpRequest, also that of jsdom, needs these before it hands out an answer of another origin.
    'access-control-allow-credentials',
    'access-control-allow-headers',
    'access-control-allow-methods',
    'access-control-allow-origin',
    'access-control-expose-headers',
    'access-control-max-age',
    'accept-ranges',
    'allow',
    'cache-control',
    'content-disposition',
    // Only of a body that is stored as it came: it is taken off what was decoded.
    'content-encoding',
    'content-language',
    'content-location',
    'content-range',
    'content-type',
    'etag',
    'expires',
    'last-modified',
    'link',
    'location',
    'operation-location',
    'preference-applied',
    'vary',
    'retry-after',
    'retry-after-ms',
    'x-should-retry',
    'request-id',
    'x-request-id',
    'apim-request-id',
    'x-generation-id',
    'mistral-correlation-id',
    // Counts and times; a policy may name whom it is for.
    'ratelimit-limit',
    'ratelimit-limit-*',
    'ratelimit-remaining',
    'ratelimit-remaining-*',
    'ratelimit-reset',
    'ratelimit-reset-*',
    'x-ratelimit-limit',
    'x-ratelimit-limit-*',
    'x-ratelimit-remaining',
    'x-ratelimit-remaining-*',
    'x-ratelimit-reset',
    'x-ratelimit-reset-*',
    'x-ratelimitbysize-limit',
    'x-ratelimitbysize-limit-*',
    'x-ratelimitbysize-remaining',
    'x-ratelimitbysize-remaining-*',
    'x-ratelimitbysize-reset',
    'x-ratelimitbysize-reset-*',
    'anthropic-ratelimit-*-limit',
    'anthropic-ratelimit-*-remaining',
    'anthropic-ratelimit-*-reset',
    'openai-processing-ms',
    'anthropic-beta',
    'anthropic-version',
    'anthropic-model',
    'openai-beta',
    'openai-version',
    'openai-model',
    'x-amzn-errortype',
    'x-amzn-error-type',
    'x-amzn-requestid',
    'x-amzn-bedrock-*',
    'x-goog-upload-status',
    'x-goog-upload-chunk-granularity',
    'x-goog-upload-url',
    'x-goog-upload-size-received',
    'x-api-warning',
  ],
}

/** Says whether a response header holds the id of a session, an upload or an operation, which an app sends back. */
export function isSessionHeader(name: string): boolean {
  return /(^|-)(session|upload|operation)-?id$/.test(name)
}

/** Headers that belong to a connection, to what stands before a provider, or to an account. No app needs them in a replay. */
const unneeded = [
  ...wireHeaders,
  'age',
  'alt-svc',
  'content-encoding',
  'date',
  'nel',
  'p3p',
  'pragma',
  'proxy-status',
  'report-to',
  'server',
  'via',
  'content-security-policy*',
  'cross-origin-*',
  'permissions-policy',
  'referrer-policy',
  'reporting-endpoints',
  'server-timing',
  'strict-transport-security',
  'timing-allow-origin',
  'x-content-type-options',
  'x-dns-*',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-powered-by',
  'x-robots-tag',
  'x-xss-protection',
  'cf-*',
  'fly-*',
  'x-amz-cf-*',
  'x-azure-*',
  'x-cache*',
  'x-envoy-*',
  'x-served-by',
  'x-timer',
  'x-vercel-*',
  'x-cloud-trace-context',
  'x-ms-region',
  'x-ms-*-id',
  'x-ms-rai-invoked',
  'azureml-*',
  'x-amzn-trace-id',
  '*-organization',
  '*-organization-id',
  '*-project',
  'x-user-id',
  'set-cookie',
  'www-authenticate',
]

const isStoredRequestHeader = nameTest(storedHeaders.request)
const isListedResponseHeader = nameTest(storedHeaders.response)
const isUnneeded = nameTest(unneeded)

/**
 * The names of the headers of a response that an app may need and that are not stored.
 *
 * @param own names, in lower case, of headers that are stored for the user.
 */
export function withheldHeaders(headers: Headers, own: readonly string[]): string[] {
  return [...headers.keys()].filter(
    (name) => !isStoredResponseHeader(name) && !own.includes(name) && !isUnneeded(name) && !mayBeSecret(name),
  )
}

/** Response headers whose value is an address, which may be signed. */
const addresses = /^((content-)?location|(.*-)?(session|upload|operation)-(location|url))$/

/**
 * The headers of a request that may be stored, names in lower case and sorted.
 *
 * @param own names, in lower case, of headers that count for the user: they are stored too, empty when they are missing.
 */
export function safeRequestHeaders(headers: HeaderFields, own: readonly string[] = []): StoredHeaders {
  const rows = own.filter((name) => !isStoredHeader(name)).map((name) => [name, headers.get(name) ?? ''] as const)
  return sorted({ ...allowed(headers, isStoredHeader), ...Object.fromEntries(rows) })
}

function sorted(headers: StoredHeaders): StoredHeaders {
  return Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether a request header is stored always, whatever the user adds. */
export function isStoredHeader(name: string): boolean {
  return isStoredRequestHeader(name)
}

interface MoreHeaders {
  readonly cookies?: (headers: Headers) => readonly string[]
  readonly own?: readonly string[]
}

/**
 * The headers of a response that may be stored, names in lower case and sorted.
 *
 * @param address gives an address, as `location` holds, as it may be stored.
 * @param more `cookies` gives the `set-cookie` headers that may be stored, `own` the names, in lower case, of headers that the user
 *   adds.
 */
export function safeResponseHeaders(
  headers: Headers,
  address: (address: string) => string = (text) => safeAddress(text),
  { cookies = () => [], own = [] }: MoreHeaders = {},
): StoredHeaders {
  const safe = allowed(headers, (name) => isStoredResponseHeader(name) || own.includes(name), address)
  const set = cookies(headers)
  return set.length === 0 ? safe : sorted({ ...safe, 'set-cookie': set })
}

/** Whether a response header is stored. Unlike in {@link safeResponseHeaders}, what is in it does not matter. */
export function isStoredResponseHeader(name: string): boolean {
  return isListedResponseHeader(name) || isSessionHeader(name) || addresses.test(name)
}

/** Says whether a name is in a list, in which `*` is any part of a name. */
function nameTest(list: readonly string[]): (name: string) => boolean {
  const names = new Set(list)
  const patterns = list.filter((entry) => entry.includes('*')).map((entry) => entry.split('*'))
  return (name) =>
    names.has(name) ||
    patterns.some(
      ([start = '', end = '']) =>
        name.length > start.length + end.length && name.startsWith(start) && name.endsWith(end),
    )
}

function allowed(
  headers: HeaderFields,
  isStored: (name: string) => boolean,
  address: (address: string) => string = (text) => text,
): StoredHeaders {
  // `Headers` gives its names in lower case and sorted, so the file is stable.
  return Object.fromEntries(
    [...headers].filter(([name]) => isStored(name)).map(([name, value]) => [name, safeValue(name, value, address)]),
  )
}

function safeValue(name: string, value: string, safe: (address: string) => string): string {
  if (name === 'link') return value.replaceAll(/<([^>]*)>/g, (_, address: string) => `<${safe(address)}>`)
  return addresses.test(name) ? safe(value) : value
}
