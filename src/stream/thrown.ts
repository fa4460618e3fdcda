import { types } from 'node:util'
import type { StoredFailure } from '../cassette/interaction.ts'
import { findNotPlain } from '../util/plain-json.ts'

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
  const fields = plainFields(error)
  return { name, message: error.message, ...(isCode && { code: code as string | number }), ...(fields && { fields }) }
}

/** Fields with a place of their own in the stored form, or that belong to this process. */
const ownPlaces: ReadonlySet<string> = new Set(['name', 'message', 'code', 'cause', 'stack'])

/** The other own fields of an error that JSON can hold; `undefined` when there are none. */
function plainFields(error: Error): StoredFailure['fields'] {
  const fields = Object.entries(error).filter(
    ([name, value]) => !ownPlaces.has(name) && value !== undefined && findNotPlain(value, name) === undefined,
  )
  return fields.length === 0 ? undefined : Object.fromEntries(fields)
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

/** A class of errors that a wrapped function throws. */
export type ErrorClass = abstract new (...args: never[]) => Error

/**
 * The value to throw again: the string, or an error with its fields. Built-in classes and the given ones are restored,
 * without a call of their constructor; other errors keep their name.
 */
export function thrownAgain(
  { name, message, code, cause, text, fields }: StoredFailure,
  known: readonly ErrorClass[] = [],
): unknown {
  if (text === true) return message
  const ErrorClass = Object.hasOwn(classes, name) ? classes[name]! : Error
  const error = new ErrorClass(message, cause && { cause: thrownAgain(cause, known) })
  const own = known.find((candidate) => nameOf(candidate) === name)
  if (own !== undefined) Object.setPrototypeOf(error, own.prototype as object)
  if (error.name !== name && own === undefined)
    Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  return Object.assign(error, fields, code === undefined ? undefined : { code })
}

/** The name under which an error of a class is stored: that of its prototype, else that of the class. */
function nameOf({ name, prototype }: ErrorClass): string {
  const own = (prototype as Error).name
  return own === 'Error' ? name : own
}
