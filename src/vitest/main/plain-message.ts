import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { aloneMessage } from '../../errors/pages/docs-place.ts'

/**
 * Runs `fn`. An error of this package is thrown in a form that Vitest and Node print without stack and fields: the stack
 * would point into this package, not at the user's mistake, and the fields repeat the message. The page names its section
 * of the docs, because no end of a run does.
 */
export function withPlainMessage<T>(fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (!isCassetteError(error)) throw error
    error.message = aloneMessage(error)
    hideProperties(error)
    throw error
  }
}

/** Moves the properties to the prototype: Vitest and Node print only own properties. */
function hideProperties(error: Error): void {
  const own = Object.getOwnPropertyDescriptors(error)
  const inherited: object = Object.create(Object.getPrototypeOf(error) as object, own)
  for (const key of Object.keys(own)) if (key !== 'message') delete (error as unknown as Record<string, unknown>)[key]
  Object.setPrototypeOf(error, inherited)
}
