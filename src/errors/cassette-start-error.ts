import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteStartError}.
 *
 * @see docs/errors.md#cassette_start
 */
export interface CassetteStartFields {
  /** Why: the first line of what was thrown. */
  readonly reason: string
  /** Version of Node that runs the test. */
  readonly node: string
}

/**
 * What answers provider traffic could not be loaded or started: every connection is refused, since it might be such traffic.
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
    '  The plugin could not load or start its part that answers requests. It needs Node 22.12 or later and MSW 3,\n  both whole. Install the packages again:\n    npm ci',
    '  What it finds installed:\n    npm ls vitest-cassette msw @mswjs/interceptors',
  ].join('\n\n')
}
