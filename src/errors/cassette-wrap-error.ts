import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteWrapError}.
 *
 * @see docs/errors.md#cassette_wrap
 */
export type CassetteWrapFields = {
  /** The name that `cassette.wrap` was given. */
  readonly wrapped: string
} & (
  | { readonly problem: 'not-json'; readonly at: string; readonly what: string }
  /** It is to be called, and the test has no function for it. */
  | { readonly problem: 'no-function' }
  /** Chunks were asked for that came after those the recorded consumer had read. */
  | { readonly problem: 'not-recorded-further'; readonly chunks: number; readonly command: string }
)

/**
 * A wrapped call that cannot be recorded, or cannot be replayed as far as it is asked for.
 *
 * @see docs/errors.md#cassette_wrap
 */
export class CassetteWrapError extends CassetteError<'CASSETTE_WRAP', CassetteWrapFields> {
  override readonly name = 'CassetteWrapError'
  readonly code = 'CASSETTE_WRAP'

  /** @param frames lead to the call of the wrapped function. */
  constructor(fields: CassetteWrapFields, frames?: string) {
    super(message(fields), fields, { frames })
  }
}

function message(fields: CassetteWrapFields): string {
  const { wrapped } = fields
  switch (fields.problem) {
    case 'not-json':
      return [
        `A call of ${wrapped} cannot be recorded: ${fields.at} is ${fields.what}`,
        '  What a wrapped function takes and gives is stored as JSON: plain objects, arrays,\n  texts, finite numbers, booleans and null.',
        '  Wrap a smaller part of the code, one that takes and gives only such values.',
      ].join('\n\n')
    case 'no-function':
      return [
        `A call of ${wrapped} cannot be made: there is no function for it`,
        `  Only a replay needs none. To record, give it:\n    cassette.wrap('${wrapped}', fn)`,
      ].join('\n\n')
    case 'not-recorded-further':
      return [
        `A call of ${wrapped} is recorded up to chunk ${fields.chunks}: more were not asked for then`,
        `  If reading further is meant, record the test again:\n    ${fields.command} --mode refresh`,
      ].join('\n\n')
  }
}
