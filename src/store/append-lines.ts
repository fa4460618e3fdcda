import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'

/**
 * Appends a line to a file that several processes write.
 *
 * @throws the system's error.
 */
export function addLine(path: string, line: string): void {
  appendFileSync(path, `${line}\n`)
}

/** Reads the lines of such a file and removes it. Empty when there is no file. */
export function takeLines(path: string): string[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  rmSync(path, { force: true })
  return lines
}
