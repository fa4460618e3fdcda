import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteWrapError}.
 *
 * @see docs/errors.md#cassette_wrap
 */
export type CassetteWrapFields = {
  /** The name that the test gave to `cassette.wrap`. */
  readonly wrapped: string
} & (
  | { readonly problem: 'not-json'; readonly at: string; readonly what: string }
  /** It must be called, and the test gave no function. */
  | { readonly problem: 'no-function' }
  /** The test reads chunks after the last one that was read while recording. */
  | { readonly problem: 'not-recorded-further'; readonly chunks: number; readonly command: string }
  /** The function gives chunks where a value was recorded, or the reverse. */
  | { readonly problem: 'other-kind'; readonly recorded: 'value' | 'chunks'; readonly command: string }
)

/**
 * A wrapped call cannot be recorded, or its replay ends before the test has read enough.
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
        '  Arguments and results of a wrapped function are stored as JSON: plain objects, arrays,\n  texts, finite numbers, booleans and null.',
        '  Wrap a smaller part of the code, one that takes and returns only such values.',
      ].join('\n\n')
    case 'no-function':
      return [
        `A call of ${wrapped} cannot be made: there is no function for it`,
        `  Only a replay works without one. To record, pass it:\n    cassette.wrap('${wrapped}', fn)`,
      ].join('\n\n')
    case 'other-kind': {
      const [was, is] = fields.recorded === 'value' ? ['a value', 'chunks'] : ['chunks', 'a value']
      return [
        `A call of ${wrapped} is recorded with ${was}, and the function gives ${is} now`,
        `  Record the test again:\n    ${fields.command} --mode refresh`,
      ].join('\n\n')
    }
    case 'not-recorded-further':
      return [
        `A call of ${wrapped} is recorded up to chunk ${fields.chunks}: no more chunks were read while recording`,
        `  If the test needs more chunks, record it again:\n    ${fields.command} --mode refresh`,
      ].join('\n\n')
  }
}
