import type { TestSettings } from '../cassette/test-settings.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import type { IgnoredReport } from '../cassette/test-report.ts'
import type { RequestView } from './view/request-view.ts'
import { parseIgnoredPath, type IgnoredPath } from './normalize/ignore.ts'
import { nearestPlace } from './normalize/nearest-place.ts'
import type { NamedNormalizer } from './normalize/normalizer.ts'
import type { ReadyName } from './normalize/ready.ts'
import { isProvidersSecret } from '../providers/find-provider.ts'
import { createRedaction } from '../redact/redaction.ts'
import type { ParameterRules } from '../redact/redact-url.ts'
import type { CurrentRedaction } from '../redact/current-redaction.ts'

/** How the requests of one test are compared, beyond what is known of providers. */
export interface Matching {
  readonly ignored: readonly IgnoredPath[]
  readonly normalizers: ReadonlyArray<ReadyName | NamedNormalizer>
  /** What is taken out of requests before they are compared, and of everything before it is stored. */
  readonly redaction: CurrentRedaction
  /** What tells the secrets in addresses and forms: the same whatever credentials there are now. */
  readonly parameters: () => ParameterRules
  /** In lower case. */
  readonly headers: readonly string[]
  /** How often each path of `ignore` has matched. */
  readonly matches: Map<string, number>
  /** Paths that some of the requests have: what a path that matches nothing may have been meant to be. */
  readonly places: Set<string>
  /** Views that were made, since a request may be compared with many. */
  readonly views: WeakMap<StoredRequest, RequestView>
}

/** @param normalizers the options' `normalize`, with modules replaced by what they export. */
export function createMatching(
  options: Pick<TestSettings, 'ignore' | 'matchHeaders'>,
  normalizers: Matching['normalizers'],
  redaction: CurrentRedaction,
): Matching {
  let parameters: ParameterRules | undefined
  return {
    redaction,
    parameters: () => (parameters ??= redaction().parameters),
    ignored: options.ignore.map(parseIgnoredPath),
    normalizers,
    headers: [...new Set(options.matchHeaders.map((name) => name.toLowerCase()))],
    matches: new Map(options.ignore.map((path) => [path, 0])),
    places: new Set(),
    views: new WeakMap(),
  }
}

const plainRedaction = createRedaction({ credentials: [], paths: [], keep: [], isSecretAt: isProvidersSecret })

/** Nothing added: what is known of providers alone. */
export const plainMatching: Matching = createMatching({ ignore: [], matchHeaders: [] }, [], () => plainRedaction)

/** What became of the paths of `ignore`, for the end of the run; `undefined` when there are none. */
export function ignoredReport({ matches, places }: Matching): Readonly<Record<string, IgnoredReport>> | undefined {
  if (matches.size === 0) return undefined
  const rows = [...matches].map(([path, count]): [string, IgnoredReport] => {
    const nearest = count === 0 ? nearestPlace(path, places) : undefined
    return [path, { matches: count, ...(nearest !== undefined && { nearest }) }]
  })
  return Object.fromEntries(rows)
}
