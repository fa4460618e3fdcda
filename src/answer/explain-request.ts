import type { StoredRequest } from '../cassette/interaction.ts'
import { fieldPlace } from '../util/json-path.ts'
import { requestKey } from '../match/view/request-key.ts'
import type { RequestView } from '../match/view/request-view.ts'
import { isFormType } from '../body/form-type.ts'
import type { Change } from '../match/normalize/change.ts'
import { findProvider } from '../providers/find-provider.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { keyOf, makeView, whyIgnored } from '../match/match-rules.ts'
import type { Matching } from '../match/matching.ts'
import { storedRequest } from '../http/stored-request.ts'

/**
 * How a request is compared.
 *
 * @see docs/matching.md#see-what-is-compared
 */
export interface Explanation {
  /** The values that are compared: the match key is their hash. */
  readonly view: RequestView
  /** The values that were left out or replaced, and why, in order. */
  readonly changes: readonly Change[]
  /** Positions in the cassette, from 1, of the requests that match it, played or not. */
  readonly sameAs: readonly number[]
}

/**
 * Explains how a request is compared: one that could be sent, or one of `interactions`.
 *
 * @throws CassetteNormalizerError when a normalizer fails.
 */
export async function explain(
  request: Request | StoredRequest,
  matching: Matching,
  cassette: OpenCassette,
): Promise<Explanation> {
  const given =
    request instanceof Request
      ? matching
          .redaction()
          .request(storedRequest(request, new Uint8Array(await request.clone().arrayBuffer()), matching.headers))
      : request
  const stored = matching.redaction().request(given)
  const { searchParams } = new URL(request.url)
  const changes: Change[] = [
    ...droppedNames(searchParams, request.url, matching, (name) => `?${name}`),
    ...droppedNames(formOf(stored), request.url, matching, (name) => fieldPlace('', name)),
    ...droppedHeaderValues(stored, matching),
  ]
  const view = makeView(stored, matching, (change) => changes.push(change))
  const key = requestKey(view)
  const sameAs = cassette.interactions.flatMap((one, index) =>
    keyOf(one.request, matching) === key ? [index + 1] : [],
  )
  return { view, changes, sameAs }
}

/** Parameters of a query, and fields of a form, that do not count, with why. */
function droppedNames(
  parameters: URLSearchParams,
  url: string,
  matching: Matching,
  placeOf: (name: string) => string,
): Change[] {
  const provider = findProvider(new URL(url))
  const dropped = new Map<string, string>()
  for (const pair of parameters) {
    const by = whyIgnored(pair, url, provider, matching)
    if (by !== undefined) dropped.set(pair[0], by)
  }
  return [...dropped].map(([name, by]) => ({ path: placeOf(name), by }))
}

function formOf({ headers, body }: StoredRequest): URLSearchParams {
  return new URLSearchParams(
    isFormType(headers?.['content-type']) && body !== undefined && 'text' in body ? body.text : '',
  )
}

/** Values of list headers that do not count, since they name the credential of the caller. */
function droppedHeaderValues({ url, headers }: StoredRequest, matching: Matching): Change[] {
  const provider = findProvider(new URL(url))
  if (provider?.credentialValues === undefined) return []
  const { credentialValues, matchHeaders = [], name: by } = provider
  return [...new Set([...matchHeaders, ...matching.headers])]
    .filter((name) =>
      [headers?.[name] ?? []]
        .flat()
        .flatMap((list) => list.split(','))
        .some((value) => credentialValues.test(value.trim())),
    )
    .map((name) => ({ path: `header ${name}`, by }))
}
