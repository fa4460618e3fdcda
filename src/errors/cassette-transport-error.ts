import { CassetteError, hasCode } from './cassette-error.ts'

/** Provider traffic on a transport that cannot be recorded. It was refused at once. */
export class CassetteTransportError extends CassetteError {
  override readonly name = 'CassetteTransportError'
  readonly code = 'CASSETTE_TRANSPORT'
}

/** Whether `error` is a {@link CassetteTransportError}, by its code. */
export function isCassetteTransportError(error: unknown): error is CassetteTransportError {
  return hasCode(error, (code) => code === 'CASSETTE_TRANSPORT')
}
