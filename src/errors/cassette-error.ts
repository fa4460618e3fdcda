export interface CassetteErrorOptions extends ErrorOptions {
  /** Lines of a stack that begin in the user's code, for an error about a call of theirs. @default none */
  readonly frames?: string | undefined
}

/**
 * Every error of this package: recognise one by its `code`, which also survives the way between processes.
 *
 * @see docs/errors.md
 */
export abstract class CassetteError<Code extends string = string, Fields extends object = object> extends Error {
  abstract override readonly name: string
  /** Stable, upper case, `CASSETTE_…`: see docs/errors.md. */
  abstract readonly code: Code
  /** The facts of the message. */
  readonly fields: Fields

  constructor(message: string, fields: Fields, { frames, ...options }: CassetteErrorOptions = {}) {
    super(message, options)
    this.fields = fields
    // Most errors are created where a config is read or a socket is answered: those frames lead to no code of the user,
    // and they would bury the message.
    const place = frames === undefined ? '' : `\n${frames}`
    Object.defineProperty(this, 'stack', {
      configurable: true,
      get: (): string => `${this.name}: ${this.message}${place}`,
    })
  }
}
