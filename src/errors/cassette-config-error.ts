import { CassetteError, type CassetteErrorOptions } from './cassette-error.ts'

/**
 * A setting that cannot be used: an unknown option or mode, recording in CI, a fixture without the plugin.
 *
 * @see docs/errors.md#cassette_config
 */
export class CassetteConfigError extends CassetteError<'CASSETTE_CONFIG', Readonly<Record<never, never>>> {
  override readonly name = 'CassetteConfigError'
  readonly code = 'CASSETTE_CONFIG'

  constructor(message: string, options?: CassetteErrorOptions) {
    super(message, {}, options)
  }
}
