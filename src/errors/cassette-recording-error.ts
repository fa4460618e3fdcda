import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteRecordingError}.
 *
 * @see docs/errors.md#cassette_recording
 */
export interface CassetteRecordingFields {
  readonly cassette: string
  /** Calls that ended in a failure which must not be replayed for months, and how each ended. */
  readonly failed: ReadonlyArray<{ readonly call: string; readonly outcome: string }>
}

/**
 * A recording that is not kept: a passing failure (rate limit, overload, network) was the last word on a request.
 *
 * @see docs/errors.md#cassette_recording
 */
export class CassetteRecordingError extends CassetteError<'CASSETTE_RECORDING', CassetteRecordingFields> {
  override readonly name = 'CassetteRecordingError'
  readonly code = 'CASSETTE_RECORDING'

  constructor(fields: CassetteRecordingFields) {
    super(message(fields), fields)
  }
}

function message({ cassette, failed }: CassetteRecordingFields): string {
  return [
    'The recording of this test was not kept: the provider failed and was not asked again',
    `  cassette   ${cassette} (unchanged)`,
    failed.map(({ call, outcome }) => `  ${call}\n      ${outcome}`).join('\n'),
    '  If the failure is what the test is about:\n    cassettes({ keepFailures: true })',
    '  Otherwise record the test again when the provider answers.',
  ].join('\n\n')
}
