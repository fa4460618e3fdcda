import { CassetteError, hasCode } from './cassette-error.ts'

export interface CassetteWriteFields {
  /** Path that could not be written, relative to the root. */
  readonly path: string
  /** What the system said, as `EACCES: permission denied`. */
  readonly reason: string
  /** Where what was recorded is kept; absent when that could not be written either. */
  readonly journal?: string
}

/** A cassette that could not be written. The file that was there is untouched. */
export class CassetteWriteError extends CassetteError {
  override readonly name = 'CassetteWriteError'
  readonly code = 'CASSETTE_WRITE'
  readonly fields: CassetteWriteFields

  constructor(fields: CassetteWriteFields, options?: ErrorOptions) {
    super(message(fields), options)
    this.fields = fields
  }
}

/** Whether `error` is a {@link CassetteWriteError}, by its code. */
export function isCassetteWriteError(error: unknown): error is CassetteWriteError {
  return hasCode(error, (code) => code === 'CASSETTE_WRITE')
}

function message({ path, reason, journal }: CassetteWriteFields): string {
  return [
    `Cannot write ${path}`,
    `  ${reason}`,
    journal === undefined
      ? '  Make the folder writable and record the test again: what was recorded could not be kept.'
      : `  Make the folder writable and record the test again. Nothing is lost: what was\n  recorded is in ${journal}\n  and the next recording run takes it from there.`,
  ].join('\n\n')
}
