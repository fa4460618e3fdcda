import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteRedactorError}.
 *
 * @see docs/errors.md#cassette_redactor
 */
export interface CassetteRedactorFields {
  /** The name of the function. */
  readonly redactor: string
  /** The module that exports it, as the config names it. */
  readonly module: string
  /** The fault, as `threw TypeError`. */
  readonly did: string
}

/**
 * A function of `redact` failed. A text that it has not checked is neither sent nor stored.
 *
 * @see docs/errors.md#cassette_redactor
 */
export class CassetteRedactorError extends CassetteError<'CASSETTE_REDACTOR', CassetteRedactorFields> {
  override readonly name = 'CassetteRedactorError'
  readonly code = 'CASSETTE_REDACTOR'

  constructor(fields: CassetteRedactorFields) {
    super(message(fields), fields)
  }
}

function message({ redactor, module, did }: CassetteRedactorFields): string {
  return [
    `The redactor ${redactor} of ${module} ${did}`,
    '  The text that it got is not stored, and not shown here.',
    '  A redactor gets a text and returns it, with secrets replaced:\n    export const names = (text) => text.replaceAll("Ann", "[REDACTED:name]")',
  ].join('\n\n')
}
