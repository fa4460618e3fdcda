import type { RequestView } from '../view/request-view.ts'
import type { RequestSummary } from '../../errors/pages/call-page.ts'
import { CassetteNormalizerError } from '../../errors/cassette-normalizer-error.ts'
import { issueOfView } from './check-view.ts'

/**
 * A user's own: given a copy of the view of a request, asked or recorded, it returns what is to be compared instead.
 * It changes comparing only, never what is stored.
 */
export type Normalizer = (request: RequestView) => RequestView

/** A normalizer with its name, for errors and explanations. */
export interface NamedNormalizer {
  readonly name: string
  /** The module it is from, as the user wrote it. */
  readonly module?: string
  readonly run: Normalizer
}

/**
 * Runs a normalizer on a copy of a view.
 *
 * @param describe what is asked, for the error.
 * @throws CassetteNormalizerError when it throws, or returns no request.
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
    // What it keeps a hold of, or what is no plain data, is not ours to compare.
    result = JSON.parse(JSON.stringify(result)) as unknown
  } catch (cause) {
    throw fail(`returned what is no JSON: ${errorText(cause)}`, cause)
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
