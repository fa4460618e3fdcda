import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { isRunning, ownerName, ownerPattern } from './owner.ts'

/** Folders that were looked through for what killed processes left. */
const swept = new Set<string>()

/**
 * Writes a whole file or nothing: a temporary file in the same folder, flushed to the disk, then renamed over the old
 * one, whose permissions it gets. Nobody ever sees half of it.
 *
 * @throws the system's error; no temporary file stays behind.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const folder = dirname(path)
  makeFolder(folder)
  sweep(folder)
  const temporary = join(folder, `.${ownerName()}-${randomBytes(8).toString('hex')}.tmp`)
  try {
    const file = openSync(temporary, 'wx', modeOf(path))
    try {
      writeFileSync(file, data)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    removeFile(temporary)
    throw error
  }
}

/** Makes a folder, and those above it. Of a read-only disk Node says that something is not there; one step tells why. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error
    makeFolder(dirname(folder))
    mkdirSync(folder)
  }
}

/** Permissions of a file that is there; what is usual, less the umask, for a new one. */
function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777
}

/** Removes the temporary files of processes that were killed while they wrote. */
function sweep(folder: string): void {
  if (swept.has(folder)) return
  swept.add(folder)
  for (const name of readdirSync(folder)) {
    const owner = /^\.(.*)\.tmp$/.exec(name)?.[1]?.match(ownerPattern)?.[0]
    if (owner !== undefined && !isRunning(owner)) removeFile(join(folder, name))
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
