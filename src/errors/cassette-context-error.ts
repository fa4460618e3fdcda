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
 * A request that belongs to no running test: its test had ended, or it came from outside every test.
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
        `${call} was requested outside every test`,
        '  It started from a timer, a queue or a connection that no test owns, so its test is not\n  known. It was not sent.',
        '  Make the call from a test, a hook or the top of the test file.',
      ].join('\n\n')
    : [
        `${call} was requested after its test had ended`,
        `  test       ${test}`,
        '  A promise without await, or a timer, outlived the test. The request was not sent.\n  Wait for it in the test, or stop it in afterEach.',
      ].join('\n\n')
}
