/** Every error of this package: recognise one by its `code`, which also survives the way between processes. */
export abstract class CassetteError extends Error {
  abstract override readonly name: string
  /** Stable, upper case, `CASSETTE_…`: see docs/errors.md. */
  abstract readonly code: string

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // Raised where a config is read or a socket is answered: the frames lead to nothing of the user's, and would bury
    // the text.
    Object.defineProperty(this, 'stack', { configurable: true, get: (): string => `${this.name}: ${this.message}` })
  }
}

/** Whether `error` is any error of this package, also one that came from another process or module instance. */
export function isCassetteError(error: unknown): error is CassetteError {
  return hasCode(error, (code) => code.startsWith('CASSETTE_'))
}

/** Whether `error` carries a `code` that `accepts` accepts. */
export function hasCode(error: unknown, accepts: (code: string) => boolean): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    accepts(error.code)
  )
}
