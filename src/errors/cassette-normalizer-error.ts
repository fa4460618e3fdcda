import { CassetteError } from './cassette-error.ts'
import type { RequestSummary } from './pages/call-page.ts'

/**
 * Facts of a {@link CassetteNormalizerError}.
 *
 * @see docs/errors.md#cassette_normalizer
 */
export interface CassetteNormalizerFields {
  /** The name of the function. */
  readonly normalizer: string
  /** The module that exports it; absent for a function of `configureCassette`. */
  readonly module?: string
  /** The request that it got: one of the test, or a recorded one. */
  readonly request: RequestSummary
  /** The fault, as `threw TypeError: x is undefined` or `returned nothing`. */
  readonly did: string
}

/**
 * A normalizer of the user failed, so its request can be neither answered nor called a miss.
 *
 * @see docs/errors.md#cassette_normalizer
 */
export class CassetteNormalizerError extends CassetteError<'CASSETTE_NORMALIZER', CassetteNormalizerFields> {
  override readonly name = 'CassetteNormalizerError'
  readonly code = 'CASSETTE_NORMALIZER'

  constructor(fields: CassetteNormalizerFields, options?: ErrorOptions) {
    super(message(fields), fields, options)
  }
}

function message({ normalizer, module, request, did }: CassetteNormalizerFields): string {
  const rows = [
    ['request', request.call],
    ['', request.text],
    ['normalizer', module === undefined ? normalizer : `${normalizer}, from ${module}`],
    ['', did],
  ]
  return [
    `The normalizer ${normalizer} failed`,
    rows.map(([label = '', text]) => `  ${label.padEnd(10)} ${text}`).join('\n'),
    '  A normalizer gets a copy of each request, of the test or recorded, and returns a\n  request, changed or not.',
  ].join('\n\n')
}
