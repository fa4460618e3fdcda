import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteRedactorError}.
 *
 * @see docs/errors.md#cassette_redactor
 */
export interface CassetteRedactorFields {
  /** Name of the function. */
  readonly redactor: string
  /** The module it is from, as the config names it. */
  readonly module: string
  /** What it did instead, as `threw TypeError`. */
  readonly did: string
}

/**
 * A function of `redact` that failed: nothing is asked or stored that it has not seen.
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
    '  What it was given is not stored, and not shown here.',
    '  A redactor gets a text and returns a text, the same if nothing is to go:\n    export const names = (text) => text.replaceAll("Ann", "[REDACTED:name]")',
  ].join('\n\n')
}
