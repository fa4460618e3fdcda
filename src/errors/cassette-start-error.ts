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
  /** The runtime and the environment of the test; only where a request at set-up has shown that the plugin sees none. */
  readonly runtime?: string
}

/**
 * The part that answers provider traffic could not start. Every connection is refused, since it might carry such traffic.
 *
 * @see docs/errors.md#cassette_start
 */
export class CassetteStartError extends CassetteError<'CASSETTE_START', CassetteStartFields> {
  override readonly name = 'CassetteStartError'
  readonly code = 'CASSETTE_START'

  constructor(cause: unknown, { node = process.version, runtime }: Partial<Omit<CassetteStartFields, 'reason'>> = {}) {
    const text = cause instanceof Error ? cause.message : String(cause)
    const fields = { reason: text.split('\n', 1)[0]!, node, ...(runtime !== undefined && { runtime }) }
    // Its message says all.
    super(message(fields), fields, runtime === undefined ? { cause } : {})
  }
}

function message({ reason, node, runtime }: CassetteStartFields): string {
  if (runtime !== undefined)
    return [
      'Requests are not caught, so the run stops',
      `  reason     ${reason}\n  runtime    ${runtime}`,
      '  At set-up, a request to a provider that does not exist must be answered by the plugin, and\n  it was not: requests to real providers would go out unseen. The plugin knows the HTTP\n  clients of Node alone. Run Vitest on Node 22.12 or later:\n    npx vitest run',
      '  If the environment, or a module of --import, replaces fetch, replace it in a setup file.',
    ].join('\n\n')
  return [
    'Provider traffic cannot be answered, so no connection is opened',
    `  reason     ${reason}\n  node       ${node}`,
    '  The plugin could not start the part that answers requests. It needs Node 22.12 or later\n  and a complete @mswjs/interceptors. Install the packages again:\n    npm ci',
    '  To see the installed versions:\n    npm ls vitest-cassette msw @mswjs/interceptors',
  ].join('\n\n')
}
