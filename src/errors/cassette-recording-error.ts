import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteRecordingError}.
 *
 * @see docs/errors.md#cassette_recording
 */
export interface CassetteRecordingFields {
  readonly cassette: string
  /** Name of the test, or the path of its file. */
  readonly test: string
  /** Calls that ended in a transient failure, and how each ended. */
  readonly failed: ReadonlyArray<{ readonly call: string; readonly outcome: string }>
  /** Number of the other calls, which are not lost. */
  readonly others: number
  /** The file that holds the other calls; absent when it is the cassette. */
  readonly keptAt?: string
  readonly command: string
}

/**
 * A recording is incomplete: a call ended in a transient failure (a rate limit, an overload, the network), and no later
 * call succeeded.
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

function message(fields: CassetteRecordingFields): string {
  const { failed, others, command } = fields
  return [
    `${others === 0 ? 'Nothing was recorded' : 'The recording is incomplete'}: a call failed, and no later call succeeded`,
    places(fields),
    failed.map(({ call, outcome }) => `  ${call}\n      ${outcome}`).join('\n'),
    ...takeOver(fields),
    `  ${isAboutKey(fields) ? 'Check the API key, and record' : 'Record'} the test again${isAboutKey(fields) ? '' : ' when the provider answers'}${others === 0 ? '' : '; only the missing calls are paid for'}:\n    ${command} --mode record`,
    '  If the test is about this failure, keep it:\n    cassettes({ keepFailures: true })',
  ].join('\n\n')
}

function places({ cassette, others, keptAt }: CassetteRecordingFields): string {
  if (others === 0) return `  cassette   ${cassette} (not written)`
  const holds = `holds ${others === 1 ? 'the other call' : `${others} other calls`}`
  if (keptAt === undefined) return `  cassette   ${cassette} (${holds})`
  return `  cassette   ${cassette} (not written)\n  kept       ${keptAt} (${holds})`
}

/** Without it, the next recording would begin from the old cassette. */
function takeOver({ test, keptAt }: CassetteRecordingFields): string[] {
  return keptAt === undefined
    ? []
    : [`  Take over the other calls:\n    npx vitest-cassette accept ${JSON.stringify(test)}`]
}

function isAboutKey({ failed }: CassetteRecordingFields): boolean {
  return failed.every(({ outcome }) => /\b40[13]$/.test(outcome))
}
