import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'

/**
 * Adds a line to a file in which processes leave word for each other.
 *
 * @throws the system's error.
 */
export function addLine(path: string, line: string): void {
  appendFileSync(path, `${line}\n`)
}

/** The lines of such a file, which is then gone; none where there is none. */
export function takeLines(path: string): string[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  rmSync(path, { force: true })
  return lines
}
