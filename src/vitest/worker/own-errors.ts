import type { CassetteError } from '../../errors/cassette-error.ts'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { withCallSite } from '../../errors/pages/call-page.ts'
import { appLine, shownLine } from '../../util/app-frames.ts'

/** An error that a test has failed with, as Vitest keeps it: plain data. */
export interface OwnError {
  readonly name?: string
  readonly message?: string
  readonly stack?: string
  readonly cause?: unknown
}

/** Longest chain of causes that is read. */
const deepest = 10

/**
 * Makes the errors that clients threw because of our refusals the causes of our errors, so that Vitest prints one block
 * for each refusal. An assertion of the user stays in its place.
 *
 * @param own the errors of the test: those that become causes are removed.
 * @param from the first error of this attempt.
 * @param startedIn absolute folder that shown paths begin in.
 */
export function foldOwnErrors(own: OwnError[], from: number, ours: readonly Error[], startedIn: string): void {
  const open = ours.filter((error): error is CassetteError => isCassetteError(error) && error.cause === undefined)
  const folded = own.slice(from).filter((error) => {
    if (isCassetteError(error) || error.name === 'AssertionError') return false
    const texts = textsOf(error)
    const isOf = (refusal: Error): boolean => texts.some((text) => text.includes(headOf(refusal)))
    const at = open.findIndex(isOf)
    if (at === -1) return ours.some(isOf)
    for (const refusal of open.splice(at, 1)) give(refusal, error, startedIn)
    return true
  })
  own.splice(from, own.length, ...own.slice(from).filter((error) => !folded.includes(error)))
}

/** The messages of an error and of its causes. */
function textsOf(error: OwnError): string[] {
  const texts: string[] = []
  let cause: unknown = error
  while (typeof cause === 'object' && cause !== null && texts.length < deepest) {
    texts.push(String((cause as OwnError).message))
    cause = (cause as OwnError).cause
  }
  return texts
}

/** The line of a page that every client shows. */
function headOf({ name, message }: Error): string {
  return `${name}: ${message.split('\n', 1)[0]}`
}

function give(refusal: CassetteError, { name = 'Error', message = '', stack = '' }: OwnError, startedIn: string): void {
  // Vitest would print all other properties of a cause.
  Object.defineProperty(refusal, 'cause', { value: { name, message, stack }, configurable: true, writable: true })
  const { askedAt } = refusal.fields as { readonly askedAt?: string }
  const line = shownLine(appLine({ stack }), startedIn)
  if (askedAt !== undefined || line === undefined) return
  Object.assign(refusal, { message: withCallSite(refusal.message, line), fields: { ...refusal.fields, askedAt: line } })
}
