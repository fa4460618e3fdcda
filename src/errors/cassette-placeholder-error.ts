import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassettePlaceholderError}.
 *
 * @see docs/errors.md#cassette_placeholder
 */
export interface CassettePlaceholderFields {
  /** The call in a few words. */
  readonly call: string
  /** Where in the request it stands: `url`, `body`, or `header` and a name. */
  readonly at: string
  readonly placeholder: string
  /** Command that runs the test again. */
  readonly command: string
}

/**
 * A live call that would send the placeholder of a secret: the app has it from a replayed answer.
 *
 * @see docs/errors.md#cassette_placeholder
 */
export class CassettePlaceholderError extends CassetteError<'CASSETTE_PLACEHOLDER', CassettePlaceholderFields> {
  override readonly name = 'CassettePlaceholderError'
  readonly code = 'CASSETTE_PLACEHOLDER'

  constructor(fields: CassettePlaceholderFields) {
    super(message(fields), fields)
  }
}

function message({ call, at, placeholder, command }: CassettePlaceholderFields): string {
  return [
    `${call} would send ${placeholder} to the provider. It was not sent.`,
    `  ${at} holds the placeholder of a secret, which the app has from a replayed answer. The provider knows no such value.`,
    `  Record the whole test anew:\n    ${command} --mode refresh`,
  ].join('\n\n')
}
