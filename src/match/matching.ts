import type { TestSettings } from '../cassette/test-settings.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import type { IgnoredReport } from '../cassette/test-report.ts'
import type { RequestView } from './view/request-view.ts'
import { parseIgnoredPath, type IgnoredPath } from './normalize/ignore.ts'
import { nearestPlace } from './normalize/nearest-place.ts'
import type { NamedNormalizer } from './normalize/normalizer.ts'
import { IdRenaming } from './renamed/id-renaming.ts'
import type { ReadyName } from '../cassette/options.ts'
import { isProvidersSecret } from '../providers/find-provider.ts'
import { createRedaction } from '../redact/redaction.ts'
import type { ParameterRules } from '../redact/redact-url.ts'
import type { CurrentRedaction } from '../redact/current-redaction.ts'

/** Settings and state for comparing the requests of one test. */
export interface Matching {
  readonly ignored: readonly IgnoredPath[]
  readonly normalizers: ReadonlyArray<ReadyName | NamedNormalizer>
  /** Redacts requests before comparison, and everything before it is stored. */
  readonly redaction: CurrentRedaction
  /** Rules for secrets in URLs and forms. They do not depend on the present credentials. */
  readonly parameters: () => ParameterRules
  /** Compared headers of the user, in lower case. */
  readonly headers: readonly string[]
  /** Number of matches of each path of `ignore`. */
  readonly matches: Map<string, number>
  /** Paths in the requests, to suggest one for a path that matches nothing. */
  readonly places: Set<string>
  /** The ids that the client of the test mints in each run. */
  readonly ids: IdRenaming
  /** Cache of views: a request may be compared with many others. */
  readonly views: WeakMap<StoredRequest, RequestView>
}

/** @param normalizers the option `normalize`, with modules replaced by their exports. */
export function createMatching(
  options: Pick<TestSettings, 'ignore' | 'matchHeaders'>,
  normalizers: Matching['normalizers'],
  redaction: CurrentRedaction,
): Matching {
  let parameters: ParameterRules | undefined
  return {
    redaction,
    parameters: () => (parameters ??= redaction().parameters),
    ignored: options.ignore.toSorted(laterItemsFirst).map(parseIgnoredPath),
    normalizers,
    headers: [...new Set(options.matchHeaders.map((name) => name.toLowerCase()))],
    matches: new Map(options.ignore.map((path) => [path, 0])),
    places: new Set(),
    ids: new IdRenaming(),
    views: new WeakMap(),
  }
}

/** An item that is left out moves the items behind it: their paths come first. */
function laterItemsFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true })
}

const plainRedaction = createRedaction({ credentials: [], paths: [], keep: [], isSecretAt: isProvidersSecret })

/** Matching without settings: only the rules of providers apply. */
export const plainMatching: Matching = createMatching({ ignore: [], matchHeaders: [] }, [], () => plainRedaction)

/** Says whether the user has rules for comparing requests. */
export function hasOwnRules({ ignored, normalizers, headers }: Matching): boolean {
  return ignored.length + normalizers.length + headers.length > 0
}

/** Matches of the paths of `ignore`, for the end of the run; `undefined` when there are none. */
export function ignoredReport({ matches, places }: Matching): Readonly<Record<string, IgnoredReport>> | undefined {
  if (matches.size === 0) return undefined
  const rows = [...matches].map(([path, count]): [string, IgnoredReport] => {
    const nearest = count === 0 ? nearestPlace(path, places) : undefined
    return [path, { matches: count, ...(nearest !== undefined && { nearest }) }]
  })
  return Object.fromEntries(rows)
}
