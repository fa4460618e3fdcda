import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteStaleError}.
 *
 * @see docs/errors.md#cassette_stale
 */
export interface CassetteStaleFields {
  readonly cassette: string
  /** Interactions that the test used. */
  readonly interactions: number
  /** Those of them that are too old. */
  readonly stale: number
  /** Age of the oldest, in days. */
  readonly days: number
  /** The option as the user wrote it: `90d`. */
  readonly maxAge: string
  readonly command: string
}

/**
 * A test passed with answers older than `maxAge`, and `onStale` is `fail`.
 *
 * @see docs/errors.md#cassette_stale
 */
export class CassetteStaleError extends CassetteError<'CASSETTE_STALE', CassetteStaleFields> {
  override readonly name = 'CassetteStaleError'
  readonly code = 'CASSETTE_STALE'

  constructor(fields: CassetteStaleFields) {
    super(message(fields), fields)
  }
}

function message({ cassette, interactions, stale, days, maxAge, command }: CassetteStaleFields): string {
  return [
    `${stale} of ${interactions} recorded ${interactions === 1 ? 'answer' : 'answers'} ${stale === 1 ? 'is' : 'are'} older than ${maxAge}`,
    `  cassette   ${cassette}\n  oldest     recorded ${days} ${days === 1 ? 'day' : 'days'} ago`,
    `  Ask the provider again:\n    ${command} --mode refresh`,
  ].join('\n\n')
}
