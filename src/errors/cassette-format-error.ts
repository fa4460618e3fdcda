import { CassetteError, hasCode } from './cassette-error.ts'

export interface CassetteFormatFields {
  /** Path of the cassette, relative to the root where one is known. */
  readonly path: string
  /** Where in the document, as `interactions[3].response.body`; empty for the document itself. */
  readonly at: string
  readonly reason: string
}

/** A cassette that cannot be understood. A broken file is never taken for a missing one. */
export class CassetteFormatError extends CassetteError {
  override readonly name = 'CassetteFormatError'
  readonly code = 'CASSETTE_FORMAT'
  readonly fields: CassetteFormatFields

  constructor(fields: CassetteFormatFields, options?: ErrorOptions) {
    super(message(fields), options)
    this.fields = fields
  }
}

/** Whether `error` is a {@link CassetteFormatError}, by its code. */
export function isCassetteFormatError(error: unknown): error is CassetteFormatError {
  return hasCode(error, (code) => code === 'CASSETTE_FORMAT')
}

function message({ path, at, reason }: CassetteFormatFields): string {
  return [
    `Cannot read ${path}`,
    `  ${at === '' ? '' : `${at}: `}${reason}`,
    `  Restore it (git checkout -- ${path}), or delete it and record the test again with --mode record`,
  ].join('\n\n')
}
