import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * What all workers of a run have spent: a file that each appends its lines to. Appending a short line is atomic, and the
 * order of the lines is one for all, so that no two calls take the same place.
 */
export class BudgetLedger {
  readonly #path: string
  #count = 0

  /** @param path absolute; the file need not be there. */
  constructor(path: string) {
    this.#path = path
  }

  /**
   * Takes a place for one more live call.
   *
   * @returns its place among the live calls of the run, from 1, and the tokens spent before it.
   */
  reserve(): { readonly place: number; readonly tokens: number } {
    const own = `call ${process.pid}-${(this.#count += 1)}`
    this.#append(own)
    let place = 0
    let tokens = 0
    for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
      const [kind, value] = line.split(' ')
      if (kind === 'tokens') tokens += Number(value)
      if (kind === 'call') place += 1
      if (line === own) break
    }
    return { place, tokens }
  }

  /** Adds the tokens of a call that was made. */
  spend(tokens: number): void {
    if (tokens > 0) this.#append(`tokens ${tokens}`)
  }

  #append(line: string): void {
    mkdirSync(dirname(this.#path), { recursive: true })
    appendFileSync(this.#path, `${line}\n`)
  }
}

/**
 * Clears the ledger of a run before its workers start.
 *
 * @throws the system's error when they could not write it: else the first live call of each would find that out.
 */
export function clearLedger(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  rmSync(path)
}
