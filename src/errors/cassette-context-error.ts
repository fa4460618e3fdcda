import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteContextError}.
 *
 * @see docs/errors.md#cassette_context
 */
export interface CassetteContextFields {
  /** The request, as `POST api.openai.com/v1/chat/completions`. */
  readonly call: string
  /** Full name of the test that had ended, when it is known. */
  readonly test?: string
}

/**
 * A request that belongs to no running test: it came after its test had ended, or from outside every test.
 *
 * @see docs/errors.md#cassette_context
 */
export class CassetteContextError extends CassetteError<'CASSETTE_CONTEXT', CassetteContextFields> {
  override readonly name = 'CassetteContextError'
  readonly code = 'CASSETTE_CONTEXT'

  constructor(fields: CassetteContextFields) {
    super(message(fields), fields)
  }
}

function message({ call, test }: CassetteContextFields): string {
  return test === undefined
    ? [
        `${call} was asked outside every test`,
        '  It could not be told which test it belongs to: it started from a timer, a queue or a\n  connection that no test owns. It was not sent.',
        '  Make the call from a test, a hook or the top of the test file.',
      ].join('\n\n')
    : [
        `${call} was asked after its test had ended`,
        `  test       ${test}`,
        '  Wait for it in the test: an un-awaited promise or a timer outlived the test. It was not sent.',
      ].join('\n\n')
}
