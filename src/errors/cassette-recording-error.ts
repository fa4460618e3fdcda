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
  /** The variables that hold the keys of the failed calls; absent where none are known. */
  readonly keys?: readonly string[]
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
    `${others === 0 ? 'Nothing was recorded' : 'The recording is incomplete'}: ${outcomeOf(failed)}`,
    places(fields),
    failed.map(({ call, outcome }) => `  ${call}\n      ${outcome}`).join('\n'),
    ...takeOver(fields),
    `  ${remedyOf(fields)}${others === 0 ? '' : '; only the missing calls are paid for'}:\n    ${command} --mode record`,
    '  If the test is about this failure, keep it:\n    cassettes({ keepFailures: true })',
  ].join('\n\n')
}

/** How the failed calls ended: `the provider answered 401`. */
export function outcomeOf(failed: CassetteRecordingFields['failed']): string {
  const outcomes = [...new Set(failed.map(({ outcome }) => outcome))]
  return outcomes.every((outcome) => outcome.startsWith('answered '))
    ? `the provider ${outcomes.join(' and ')}`
    : `a call failed (${outcomes.join(', ')})`
}

/** The way to a better recording, as the beginning of a sentence. */
function remedyOf(fields: CassetteRecordingFields): string {
  if (!isAboutKey(fields)) return 'Record the test again when the provider answers'
  return `Check ${keysOf(fields)} (environment or .env.record), and record the test again`
}

/** The variables of the keys. */
export function keysOf({ keys = [] }: Pick<CassetteRecordingFields, 'keys'>): string {
  return keys.length === 0 ? 'the API key' : keys.join(' and ')
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

/** The provider refused the credentials. */
export function isAboutKey({ failed }: Pick<CassetteRecordingFields, 'failed'>): boolean {
  return failed.every(({ outcome }) => /\b40[13]$/.test(outcome))
}
