import { CassetteError, hasCode } from './cassette-error.ts'

/** A setting that cannot be used: an unknown option or mode, recording in CI, a fixture without the plugin. */
export class CassetteConfigError extends CassetteError {
  override readonly name = 'CassetteConfigError'
  readonly code = 'CASSETTE_CONFIG'
}

/** Whether `error` is a {@link CassetteConfigError}, by its code. */
export function isCassetteConfigError(error: unknown): error is CassetteConfigError {
  return hasCode(error, (code) => code === 'CASSETTE_CONFIG')
}
