import { types } from 'node:util'
import type { StoredFailure } from '../cassette/interaction.ts'

/** The stored form of an error that a wrapped function threw: class name, message and code of the error and its cause. */
export function storedThrown(error: unknown): StoredFailure {
  const outer = fieldsOf(error)
  const cause = isError(error) && error.cause !== undefined ? fieldsOf(error.cause) : undefined
  return cause === undefined ? outer : { ...outer, cause }
}

function fieldsOf(error: unknown): StoredFailure {
  if (typeof error === 'string') return { name: 'Error', message: error, text: true }
  if (!isError(error)) return { name: 'Error', message: String(error) }
  // Few classes set `name`.
  const name = error.name === 'Error' ? error.constructor.name || 'Error' : error.name
  const { code } = error as { code?: unknown }
  // A number is the exit code of a command. The number of a DOMException repeats its name.
  const isCode = typeof code === 'string' || (Number.isFinite(code) && !(error instanceof DOMException))
  return { name, message: error.message, ...(isCode && { code: code as string | number }) }
}

/** Whether a thrown value can be stored and thrown again unchanged: an error or a string. */
export function canStore(thrown: unknown): boolean {
  return isError(thrown) || typeof thrown === 'string'
}

/** Accepts errors of other realms. */
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

/** The value to throw again: the string, or an error. Only built-in classes are restored; other errors keep their name. */
export function thrownAgain({ name, message, code, cause, text }: StoredFailure): unknown {
  if (text === true) return message
  const ErrorClass = Object.hasOwn(classes, name) ? classes[name]! : Error
  const error = new ErrorClass(message, cause && { cause: thrownAgain(cause) })
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  return code === undefined ? error : Object.assign(error, { code })
}
