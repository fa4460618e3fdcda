import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { watchWaits } from './waits.ts'

/** One call in the view of the app. */
export interface Observed {
  readonly cell: string
  /** The returned value, or all iterated values. */
  readonly values: readonly string[]
  readonly error?: string
  /** CPU time of the call, in milliseconds. It does not depend on other programs. */
  readonly work: number
  /** Pauses during the call. */
  readonly waits: readonly string[]
}

/** Runs a call and stores the view of the app, for the test that runs this project. */
export async function observe(cell: string, call: (see: (value: unknown) => void) => Promise<void>): Promise<void> {
  const values: string[] = []
  const watched = watchWaits()
  const before = process.cpuUsage()
  let error: string | undefined
  try {
    await call((value) => values.push(show(value)))
  } catch (cause) {
    error = showError(cause)
  }
  const { user, system } = process.cpuUsage(before)
  const work = (user + system) / 1000
  const waits = watched.end()
  const observed: Observed = { cell, values, ...(error !== undefined && { error }), work, waits }
  appendFileSync(join(import.meta.dirname, 'notes.jsonl'), `${JSON.stringify(observed)}\n`)
}

/** All enumerable properties with names of classes, and whole bytes. */
function show(value: unknown): string {
  if (value instanceof Error) return showError(value)
  if (value instanceof Uint8Array) return `${value.constructor.name} ${Buffer.from(value).toString('base64')}`
  const text = inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Infinity })
  // The framing of a body belongs to the connection: the length of a streamed answer is unknown.
  return text.replaceAll(/'(content-length|transfer-encoding)': '[^']*',?\s*/g, '').replaceAll(/,\s*}/g, ' }')
}

/** All properties of an error that an app can use, without its stack. */
function showError(error: unknown): string {
  if (!(error instanceof Error)) return show(error)
  const { code, status, statusCode, cause } = error as Error & Record<string, unknown>
  const { name } = error
  const fields = { name, code, status, statusCode, message: error.message }
  const text = `${error.constructor.name} ${inspect(fields, { breakLength: Infinity })}`
  return cause === undefined ? text : `${text}\n  cause: ${showError(cause)}`
}
