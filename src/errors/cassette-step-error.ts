import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteStepError}.
 *
 * @see docs/errors.md#cassette_step
 */
export interface CassetteStepFields {
  /** Names of the step and of those around it, the outermost first, joined by ` > `. */
  readonly step: string
  /** What the test says of its failure, with its parameters filled in. */
  readonly failureMessage?: string
  /** Requests that were made in it and in its recovery, and the tokens of both. */
  readonly calls: number
  readonly tokens: number
}

/**
 * A step that failed: with words of its own for it, or with a recovery that failed too.
 *
 * @see docs/errors.md#cassette_step
 */
export class CassetteStepError extends CassetteError<'CASSETTE_STEP', CassetteStepFields> {
  override readonly name = 'CassetteStepError'
  readonly code = 'CASSETTE_STEP'

  /** What the step threw, which is also the `cause`, then what its recovery threw. */
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
