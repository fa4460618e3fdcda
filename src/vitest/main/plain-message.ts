import { isCassetteConfigError } from '../../errors/cassette-config-error.ts'

/**
 * Runs `fn`; a setting it cannot use is thrown so that Vitest, which prints errors of a configuration as Node does,
 * shows the message and nothing else: the stack would point into this package, not at the user's mistake.
 */
export function withPlainMessage<T>(fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (isCassetteConfigError(error)) {
      error.stack = `${error.name}: ${error.message}`
      for (const key of Object.keys(error)) Object.defineProperty(error, key, { enumerable: false })
    }
    throw error
  }
}
