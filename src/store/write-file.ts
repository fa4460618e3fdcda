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

/** Folders without files of killed processes. */
const swept = new Set<string>()

/**
 * Writes a whole file or nothing: it writes a temporary file in the same folder, flushes it to the disk and renames it over
 * the old file. The new file gets the permissions of the old one.
 *
 * @throws the system's error. No temporary file remains then.
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

/** Makes a folder and its parents. With a read-only disk Node's recursive error is misleading, so a single step follows. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error
    makeFolder(dirname(folder))
    mkdirSync(folder)
  }
}

/** Permissions of an existing file, or the usual permissions less the umask. */
function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777
}

/** Removes the temporary files of killed processes. */
function sweep(folder: string): void {
  if (swept.has(folder)) return
  swept.add(folder)
  for (const name of readdirSync(folder)) {
    const owner = /^\.(.*)\.tmp$/.exec(name)?.[1]?.match(ownerPattern)?.[0]
    if (owner !== undefined && !isRunning(owner)) removeFile(join(folder, name))
  }
}

/** Removes a file if it exists and the system allows it. Nothing depends on the removal. */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The file does not exist, or the system refuses.
  }
}
