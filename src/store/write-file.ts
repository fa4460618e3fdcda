import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'

/**
 * Writes a whole file or nothing: a temporary file in the same folder, flushed to the disk, then renamed over the old
 * one. Nobody ever sees half of it.
 *
 * @throws the system's error; no temporary file stays behind.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`)
  try {
    const file = openSync(temporary, 'wx')
    try {
      writeFileSync(file, data)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Removes a file if it is there. A file that cannot be removed stays: unlike a write, nothing depends on it. */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Not there, or not ours to remove.
  }
}
