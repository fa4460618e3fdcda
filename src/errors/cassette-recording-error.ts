import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteRecordingError}.
 *
 * @see docs/errors.md#cassette_recording
 */
export interface CassetteRecordingFields {
  readonly cassette: string
  /** Calls that ended in a transient failure, and how each ended. */
  readonly failed: ReadonlyArray<{ readonly call: string; readonly outcome: string }>
}

/**
 * Nothing is recorded: a call ended in a transient failure (a rate limit, an overload, the network), and no later call
 * succeeded.
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
    'Nothing was recorded: a call failed, and no later call succeeded',
    `  cassette   ${cassette} (not written)`,
    failed.map(({ call, outcome }) => `  ${call}\n      ${outcome}`).join('\n'),
    failed.every(({ outcome }) => /\b40[13]$/.test(outcome))
      ? '  Check the API key, and record the test again.'
      : '  Record the test again when the provider answers.',
    '  If the test is about this failure, keep it:\n    cassettes({ keepFailures: true })',
  ].join('\n\n')
}
