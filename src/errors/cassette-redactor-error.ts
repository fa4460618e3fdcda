import { CassetteError, hasCode } from './cassette-error.ts'

export interface CassetteRedactorFields {
  /** Name of the function. */
  readonly redactor: string
  /** The module it is from, as the config names it. */
  readonly module: string
  /** What it did instead, as `threw TypeError`. */
  readonly did: string
}

/** A function of `redact` that failed: nothing is asked or stored that it has not seen. */
export class CassetteRedactorError extends CassetteError {
  override readonly name = 'CassetteRedactorError'
  readonly code = 'CASSETTE_REDACTOR'
  readonly fields: CassetteRedactorFields

  constructor(fields: CassetteRedactorFields) {
    super(message(fields))
    this.fields = fields
  }
}

/** Whether `error` is a {@link CassetteRedactorError}, by its code. */
export function isCassetteRedactorError(error: unknown): error is CassetteRedactorError {
  return hasCode(error, (code) => code === 'CASSETTE_REDACTOR')
}

function message({ redactor, module, did }: CassetteRedactorFields): string {
  return [
    `The redactor ${redactor} of ${module} ${did}`,
    '  What it was given is not stored, and not shown here.',
    '  A redactor gets a text and returns a text, the same if nothing is to go:\n    export const names = (text) => text.replaceAll("Ann", "[REDACTED:name]")',
  ].join('\n\n')
}
