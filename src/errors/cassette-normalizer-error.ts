import { CassetteError } from './cassette-error.ts'
import type { RequestSummary } from './pages/call-page.ts'

/**
 * Facts of a {@link CassetteNormalizerError}.
 *
 * @see docs/errors.md#cassette_normalizer
 */
export interface CassetteNormalizerFields {
  /** The function's name, and the module it is from; no module when it was given in a test. */
  readonly normalizer: string
  readonly module?: string
  /** The request it was given: one that was asked, or a recorded one. */
  readonly request: RequestSummary
  /** What it did, as `threw TypeError: x is undefined` or `returned nothing`. */
  readonly did: string
}

/**
 * A normalizer of the user's that failed: what it was to compare can be neither answered nor called a miss.
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
    '  It is given a copy of every request, asked or recorded, and must return one,\n  changed or not.',
  ].join('\n\n')
}
