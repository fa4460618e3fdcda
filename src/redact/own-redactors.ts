import { CassetteRedactorError } from '../errors/cassette-redactor-error.ts'

/** A function of the user: it gets a text of a request or an answer, and returns the text that may be stored. */
export type Redactor = (text: string) => string

/** A redactor with its name, for errors. */
export interface OwnRedactor {
  readonly name: string
  /** The module it is from, as the user wrote it. */
  readonly module: string
  readonly run: Redactor
}

/**
 * The text after all functions of the user.
 *
 * @throws CassetteRedactorError when a function fails or returns no text.
 */
export function runOwn(text: string, own: readonly OwnRedactor[]): string {
  return own.reduce((before, { name, module, run }) => {
    let after: unknown
    try {
      after = run(before)
    } catch (cause) {
      // Without its message, which may hold what it was given.
      throw new CassetteRedactorError({ redactor: name, module, did: `threw ${errorText(cause)}` })
    }
    if (typeof after !== 'string') throw new CassetteRedactorError({ redactor: name, module, did: 'returned no text' })
    return after
  }, text)
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
