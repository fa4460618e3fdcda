import type { StoredRequest } from '../core/interaction.ts'
import { requestKey } from '../core/request-key.ts'
import type { RequestView } from '../core/request-view.ts'
import type { Change } from '../normalize/change.ts'
import { findProvider } from '../providers/find-provider.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { isIgnoredParameter, keyOf, makeView } from './match-rules.ts'
import type { Scope } from './scope.ts'
import { storedRequest } from './stored-request.ts'

/** What is made of a request before it is compared. */
export interface Explanation {
  /** What is compared: the match key is the hash of it. */
  readonly view: RequestView
  /** What was left out or replaced, and by what, in order. */
  readonly changes: readonly Change[]
  /** Places in the cassette, from 1, of the requests that are the same to it, played or not. */
  readonly sameAs: readonly number[]
}

/**
 * Explains how a request is compared: one that is about to be sent, or one of `interactions`.
 *
 * @throws CassetteNormalizerError when a normalizer fails.
 */
export async function explain(
  request: Request | StoredRequest,
  scope: Scope,
  cassette: OpenCassette,
): Promise<Explanation> {
  const { matching } = scope
  const given =
    request instanceof Request
      ? matching
          .redaction()
          .request(storedRequest(request, new Uint8Array(await request.clone().arrayBuffer()), matching.headers))
      : request
  const stored = matching.redaction().request(given)
  const changes: Change[] = droppedParameters(request.url)
  const view = makeView(stored, matching, (change) => changes.push(change))
  const key = requestKey(view)
  const sameAs = cassette.interactions.flatMap((one, index) =>
    keyOf(one.request, matching) === key ? [index + 1] : [],
  )
  return { view, changes, sameAs }
}

function droppedParameters(url: string): Change[] {
  const parsed = new URL(url)
  const provider = findProvider(parsed)
  return [...new Set(parsed.searchParams.keys())]
    .filter((name) => isIgnoredParameter(name, provider))
    .map((name) => ({ path: `?${name}`, by: provider?.volatileParameters?.includes(name) ? provider.name : 'secrets' }))
}
