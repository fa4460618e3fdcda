import { isCassetteError } from '../../errors/is-cassette-error.ts'

/**
 * Runs `fn`; an error of ours is thrown so that Vitest and Node show the message and nothing else: the stack would point
 * into this package, not at the user's mistake, and the fields would say everything again.
 */
export function withPlainMessage<T>(fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (isCassetteError(error)) hideProperties(error)
    throw error
  }
}

/** Both print what is the error's own; what it inherits is there just the same for who asks. */
function hideProperties(error: Error): void {
  const own = Object.getOwnPropertyDescriptors(error)
  const inherited: object = Object.create(Object.getPrototypeOf(error) as object, own)
  for (const key of Object.keys(own)) if (key !== 'message') delete (error as unknown as Record<string, unknown>)[key]
  Object.setPrototypeOf(error, inherited)
}
