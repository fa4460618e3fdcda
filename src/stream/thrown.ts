import { types } from 'node:util'
import type { StoredFailure } from '../cassette/interaction.ts'

/** What a wrapped function has thrown, as it is stored: name of the class, message and code, and the same of the cause. */
export function storedThrown(error: unknown): StoredFailure {
  const outer = fieldsOf(error)
  const cause = isError(error) && error.cause !== undefined ? fieldsOf(error.cause) : undefined
  return cause === undefined ? outer : { ...outer, cause }
}

function fieldsOf(error: unknown): StoredFailure {
  if (typeof error === 'string') return { name: 'Error', message: error, text: true }
  if (!isError(error)) return { name: 'Error', message: String(error) }
  // Few classes say their name in `name`.
  const name = error.name === 'Error' ? error.constructor.name || 'Error' : error.name
  const { code } = error as { code?: unknown }
  // Numbers are what commands exit with; that of a DOMException says no more than its name.
  const isCode = typeof code === 'string' || (Number.isFinite(code) && !(error instanceof DOMException))
  return { name, message: error.message, ...(isCode && { code: code as string | number }) }
}

/** Whether it can be stored and thrown again as it was: an error, or a text. */
export function canStore(thrown: unknown): boolean {
  return isError(thrown) || typeof thrown === 'string'
}

/** Also of another realm. */
function isError(error: unknown): error is Error {
  return types.isNativeError(error) || error instanceof Error
}

const classes: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** What is thrown again: a text as it was, an error of its class where that is one of the language, else by its name. */
export function thrownAgain({ name, message, code, cause, text }: StoredFailure): unknown {
  if (text === true) return message
  const ErrorClass = Object.hasOwn(classes, name) ? classes[name]! : Error
  const error = new ErrorClass(message, cause && { cause: thrownAgain(cause) })
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  return code === undefined ? error : Object.assign(error, { code })
}
