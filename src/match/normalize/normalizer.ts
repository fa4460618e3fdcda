import type { RequestView } from '../view/request-view.ts'
import type { RequestSummary } from '../../errors/pages/call-page.ts'
import { CassetteNormalizerError } from '../../errors/cassette-normalizer-error.ts'
import { issueOfView } from './check-view.ts'

/**
 * A user's normalizer. It gets a copy of the view of each request, asked or recorded, and returns the view to compare
 * instead. It never changes what is stored.
 *
 * @see docs/matching.md#your-own-normalizers
 */
export type Normalizer = (request: RequestView) => RequestView

/** A normalizer with its name, for errors and explanations. */
export interface NamedNormalizer {
  readonly name: string
  /** Path of its module, as the user wrote it. */
  readonly module?: string
  readonly run: Normalizer
}

/**
 * Runs a normalizer on a copy of a view.
 *
 * @param describe describes the request, for the error.
 * @throws CassetteNormalizerError when it throws or does not return a request.
 */
export function runNormalizer(
  { name, module, run }: NamedNormalizer,
  view: RequestView,
  describe: () => RequestSummary,
): RequestView {
  const fail = (did: string, cause?: unknown): CassetteNormalizerError =>
    new CassetteNormalizerError(
      { normalizer: name, ...(module !== undefined && { module }), request: describe(), did },
      { cause },
    )
  let result: unknown
  try {
    result = run(structuredClone(view))
  } catch (cause) {
    throw fail(`threw ${errorText(cause)}`, cause)
  }
  if (result === undefined || result === null) throw fail('returned nothing')
  if (isPromise(result)) {
    result.then(undefined, () => {})
    throw fail('returned a promise: it cannot be async')
  }
  try {
    // A copy of plain data: the normalizer may keep and change its own object later.
    result = JSON.parse(JSON.stringify(result)) as unknown
  } catch (cause) {
    throw fail(`returned something that is not JSON: ${errorText(cause)}`, cause)
  }
  const issue = issueOfView(result)
  if (issue !== undefined) throw fail(`returned ${issue}`)
  return result as RequestView
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown }).then === 'function'
}

function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
