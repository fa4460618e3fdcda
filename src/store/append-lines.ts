import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'

/**
 * Appends a line to a file that several processes write.
 *
 * @throws the system's error.
 */
export function addLine(path: string, line: string): void {
  appendFileSync(path, `${line}\n`)
}

/** Reads the lines that are whole. Empty when there is no file. */
export function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []
}

/** Removes such a file, if there is one. */
export function removeLines(path: string): void {
  rmSync(path, { force: true })
}
