import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** An empty folder, removed when the test has finished. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'cassette-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Every file below a folder, relative to it. */
export function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort()
}
