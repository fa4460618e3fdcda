import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteStartError}.
 *
 * @see docs/errors.md#cassette_start
 */
export interface CassetteStartFields {
  /** The first line of the error that was thrown. */
  readonly reason: string
  /** The version of Node that runs the test. */
  readonly node: string
}

/**
 * The part that answers provider traffic could not start. Every connection is refused, since it might carry such traffic.
 *
 * @see docs/errors.md#cassette_start
 */
export class CassetteStartError extends CassetteError<'CASSETTE_START', CassetteStartFields> {
  override readonly name = 'CassetteStartError'
  readonly code = 'CASSETTE_START'

  constructor(cause: unknown, node: string = process.version) {
    const text = cause instanceof Error ? cause.message : String(cause)
    const fields = { reason: text.split('\n', 1)[0]!, node }
    super(message(fields), fields, { cause })
  }
}

function message({ reason, node }: CassetteStartFields): string {
  return [
    'Provider traffic cannot be answered, so no connection is opened',
    `  reason     ${reason}\n  node       ${node}`,
    '  The plugin could not start the part that answers requests. It needs Node 22.12 or later\n  and a complete @mswjs/interceptors. Install the packages again:\n    npm ci',
    '  To see the installed versions:\n    npm ls vitest-cassette msw @mswjs/interceptors',
  ].join('\n\n')
}
