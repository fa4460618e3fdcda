import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { watchWaits } from './waits.ts'

/** What the app saw of one call. */
export interface Observed {
  readonly cell: string
  /** The value that was returned, or each one that was iterated over. */
  readonly values: readonly string[]
  readonly error?: string
  /** What the process worked for it, in milliseconds: the same however busy the machine is. */
  readonly work: number
  /** Pauses that somebody made in it. */
  readonly waits: readonly string[]
}

/** Runs a call and keeps what the app sees of it, for the test that runs this project. */
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

/** Everything enumerable, with the names of classes; bytes whole. */
function show(value: unknown): string {
  if (value instanceof Error) return showError(value)
  if (value instanceof Uint8Array) return `${value.constructor.name} ${Buffer.from(value).toString('base64')}`
  const text = inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Infinity })
  // How a body is framed is a matter of the connection: nobody knows the length of an answer that is still coming.
  return text.replaceAll(/'(content-length|transfer-encoding)': '[^']*',?\s*/g, '').replaceAll(/,\s*}/g, ' }')
}

/** All that an app can tell an error by. Its stack is not among it. */
function showError(error: unknown): string {
  if (!(error instanceof Error)) return show(error)
  const { code, status, statusCode, cause } = error as Error & Record<string, unknown>
  const { name } = error
  const fields = { name, code, status, statusCode, message: error.message }
  const text = `${error.constructor.name} ${inspect(fields, { breakLength: Infinity })}`
  return cause === undefined ? text : `${text}\n  cause: ${showError(cause)}`
}
