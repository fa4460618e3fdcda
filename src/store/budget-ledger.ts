import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Live calls and tokens of a run. */
export interface Spent {
  readonly calls: number
  readonly tokens: number
}

/**
 * The spending of all workers of a run, in a file that each appends to. Appending a short line is atomic, and all workers
 * see the same order of lines, so no two calls get the same place.
 */
export class BudgetLedger {
  readonly #path: string
  #count = 0

  /** @param path absolute. The file may be missing. */
  constructor(path: string) {
    this.#path = path
  }

  /**
   * Reserves a place for one more live call.
   *
   * @returns the place among the live calls of the run, from 1, and the tokens spent before it.
   */
  reserve(): { readonly place: number; readonly tokens: number } {
    const own = `call ${process.pid}-${(this.#count += 1)}`
    this.#append(own)
    const lines = readFileSync(this.#path, 'utf8').split('\n')
    const { calls, tokens } = sumOf(lines.slice(0, lines.indexOf(own) + 1))
    return { place: calls, tokens }
  }

  /** Adds the tokens of a finished call. */
  spend(tokens: number): void {
    if (tokens > 0) this.#append(`tokens ${tokens}`)
  }

  #append(line: string): void {
    mkdirSync(dirname(this.#path), { recursive: true })
    appendFileSync(this.#path, `${line}\n`)
  }
}

/** Calls that the workers of a run have started, and the tokens of their answers. */
export function spentOf(path: string): Spent {
  try {
    return sumOf(readFileSync(path, 'utf8').split('\n'))
  } catch {
    return { calls: 0, tokens: 0 }
  }
}

function sumOf(lines: readonly string[]): Spent {
  let calls = 0
  let tokens = 0
  for (const line of lines) {
    const [kind, value] = line.split(' ')
    if (kind === 'tokens') tokens += Number(value)
    if (kind === 'call') calls += 1
  }
  return { calls, tokens }
}

/**
 * Clears the ledger before the workers of a run start.
 *
 * @throws the system's error when the ledger cannot be written, so that not each worker fails at its first live call.
 */
export function clearLedger(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  rmSync(path)
}
