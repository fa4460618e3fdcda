import type { StoredRequest } from '../cassette/interaction.ts'
import { requestKey } from './view/request-key.ts'
import { requestView, type RequestView, type ViewRules } from './view/request-view.ts'
import { isFormType } from '../body/form-type.ts'
import type { OnChange } from './normalize/change.ts'
import { parseIgnoredPath, type IgnoredPath } from './normalize/ignore.ts'
import { normalizeView } from './normalize/normalize-view.ts'
import { placesOf } from './normalize/places.ts'
import { describeRequest } from '../providers/describe-request.ts'
import { findProvider } from '../providers/find-provider.ts'
import type { Provider } from '../providers/provider.ts'
import { rpcMessage, rpcNames } from '../providers/wire/json-rpc.ts'
import { isStoredHeader } from '../redact/stored-headers.ts'
import { isRedacted } from '../redact/placeholder.ts'
import { isUncounted } from '../redact/redact-url.ts'
import type { Matching } from './matching.ts'

/**
 * The view of a stored request, or of an incoming request in its stored form. Key, error pages and `explain` use the same
 * view.
 *
 * @throws CassetteNormalizerError when a normalizer fails.
 */
export function viewOf(request: StoredRequest, matching: Matching): RequestView {
  const known = matching.views.get(request)
  if (known !== undefined) return known
  const view = makeView(request, matching, ({ by }) => {
    const count = matching.matches.get(by)
    if (count !== undefined) matching.matches.set(by, count + 1)
  })
  matching.views.set(request, view)
  return view
}

/** The match key of a stored request: a hash of its view. */
export function keyOf(request: StoredRequest, matching: Matching): string {
  const view = viewOf(request, matching)
  let key = keys.get(view)
  if (key === undefined) keys.set(view, (key = requestKey(view)))
  return key
}

/** One request asks for its key several times. */
const keys = new WeakMap<RequestView, string>()

/** Makes a new view and reports each change. */
export function makeView(request: StoredRequest, matching: Matching, onChange: OnChange): RequestView {
  const provider = URL.canParse(request.url) ? findProvider(new URL(request.url)) : undefined
  const view = requestView(request, rulesOf(request.url, provider, matching))
  notePlaces(view, matching)
  const ignored = [...volatileFields(provider, request), ...matching.ignored]
  if (ignored.length === 0 && matching.normalizers.length === 0) return view
  return normalizeView(view, { ignored, normalizers: matching.normalizers }, () => describeRequest(request), onChange)
}

/** Most stored places of a test's requests. They suffice to suggest a path. */
const mostPlaces = 2_000

function notePlaces(view: RequestView, { ignored, matches, places }: Matching): void {
  if (ignored.length === 0 || places.size >= mostPlaces || ![...matches.values()].includes(0)) return
  for (const place of placesOf(view)) places.add(place)
}

/**
 * Compared headers that a recorded request does not hold, because it was recorded before the user named them. Any value of
 * them matches.
 */
export function unknownHeaders({ headers }: StoredRequest, matching: Matching): string[] {
  return matching.headers.filter((name) => !isStoredHeader(name) && headers?.[name] === undefined)
}

/** Why matching ignores a query parameter or a form field: it is secret, or volatile for the provider. */
export function whyIgnored(
  [name, value]: readonly [name: string, value: string],
  url: string,
  provider: Provider | undefined,
  matching: Matching,
): string | undefined {
  if (provider?.volatileParameters?.includes(name)) return provider.name
  return isUncounted(name, value, url, matching.parameters()) ? 'secrets' : undefined
}

/** Names of query parameters and form fields of a recorded request that matching ignores because they hold a placeholder. */
export function droppedSecrets({ url, headers, body }: StoredRequest, matching: Matching): string[] {
  const query = url.split(/\?(.*)/s, 2)[1]
  const form = body !== undefined && 'text' in body && isFormType(headers?.['content-type']) ? body.text : ''
  return [...new URLSearchParams(query), ...new URLSearchParams(form)]
    .filter(([name, value]) => isRedacted(value) && isUncounted(name, value, url, matching.parameters()))
    .map(([name]) => name)
}

function rulesOf(url: string, provider: Provider | undefined, matching: Matching): ViewRules {
  return {
    isIgnoredParameter: (name, value) => whyIgnored([name, value], url, provider, matching) !== undefined,
    headers: provider?.matchHeaders ?? [],
    ownHeaders: matching.headers,
    isIgnoredHeaderValue: (value) => provider?.credentialValues?.test(value) ?? false,
  }
}

/** The fields that a client generates for each request: those of the provider, and the names of a message of MCP. */
function volatileFields(provider: Provider | undefined, { body }: StoredRequest): readonly IgnoredPath[] {
  const message = rpcMessage(body)
  return [...(provider?.volatileFields ?? []), ...(message === undefined ? [] : rpcNames(message))].map(parsedField)
}

const parsedFields = new Map<string, IgnoredPath>()

function parsedField(path: string): IgnoredPath {
  let parsed = parsedFields.get(path)
  if (parsed === undefined) parsedFields.set(path, (parsed = parseIgnoredPath(path)))
  return parsed
}
