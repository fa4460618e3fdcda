import type { StoredFailure } from '../core/interaction.ts'

/** An error as it is stored: name, message and code, and the same of its cause. */
export function storedFailure(error: unknown): StoredFailure {
  const outer = fields(error)
  const cause = error instanceof Error && error.cause !== undefined ? fields(error.cause) : undefined
  return cause === undefined ? outer : { ...outer, cause }
}

function fields(error: unknown): StoredFailure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return { name: error.name, message: error.message, ...code }
}

/**
 * The error that the connection is broken with, so that a client fails as it did: what the client reported as the
 * cause, else the error itself.
 */
export function connectionError(failure: StoredFailure): Error {
  const { name, message, code } = failure.cause ?? failure
  const error = new Error(message)
  if (name !== 'Error') Object.defineProperty(error, 'name', { value: name, configurable: true })
  // Interceptors take an error with both for one of Node's own and pass it on as it is.
  return Object.assign(error, { code: code ?? 'UND_ERR_SOCKET', errno: -1 })
}
