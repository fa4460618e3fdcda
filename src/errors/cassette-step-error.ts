import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteStepError}.
 *
 * @see docs/errors.md#cassette_step
 */
export interface CassetteStepFields {
  /** The names of the step and of the steps around it, the outermost first, joined by ` > `. */
  readonly step: string
  /** The message that the test gives for this failure, with its parameters filled in. */
  readonly failureMessage?: string
  /** The requests of the step and of its recovery, and the tokens of both. */
  readonly calls: number
  readonly tokens: number
}

/**
 * A step failed that has a `failureMessage`, or whose recovery failed too.
 *
 * @see docs/errors.md#cassette_step
 */
export class CassetteStepError extends CassetteError<'CASSETTE_STEP', CassetteStepFields> {
  override readonly name = 'CassetteStepError'
  readonly code = 'CASSETTE_STEP'

  /** The error of the step, which is also the `cause`, then the error of its recovery. */
  readonly errors: readonly unknown[]

  /** @param frames lead to the call of `cassette.step`. */
  constructor(fields: CassetteStepFields, errors: readonly unknown[], frames?: string) {
    super(message(fields, errors), fields, { cause: errors[0], frames })
    this.errors = errors
  }
}

function message({ step, failureMessage, calls, tokens }: CassetteStepFields, errors: readonly unknown[]): string {
  const [error, recovery] = errors
  const rows: Array<readonly [label: string, text: string]> = [
    ['step', step],
    ...(calls === 0 ? [] : [['calls', `${calls}${tokens === 0 ? '' : `, ${tokens} tokens`}`] as const]),
    ['error', firstLine(error)],
    ...(errors.length > 1 ? [['recovery', firstLine(recovery)] as const] : []),
  ]
  return [
    failureMessage ?? 'A step failed, and its recovery failed too',
    rows.map(([label, text]) => `  ${label.padEnd(9)}  ${text}`).join('\n'),
  ].join('\n\n')
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n', 1)[0] ?? ''
}
