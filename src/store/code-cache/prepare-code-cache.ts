import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { removeFile } from '../write-file.ts'
import { isWhole } from './seal.ts'

/**
 * Finds the folder with the compiled code of some files, and removes the damaged entries from it. It also removes the folders of
 * other versions that no run has used for a month. This is done once a run, because every test process would need a millisecond
 * for it.
 *
 * @param parent absolute folder of all caches.
 * @param files absolute paths of the files of this package.
 * @param flags the flags of the processes: V8 makes other code for other flags.
 * @returns the absolute folder, which may not exist yet.
 */
export function prepareCodeCache(parent: string, files: readonly string[], flags: readonly string[]): string {
  // An incomplete install is the matter of the process that loads the file.
  const sources = files.filter(existsSync).reduce((sum, file) => crc32(readFileSync(file), sum), 0)
  const key = crc32(`${process.version} ${process.arch} ${flags.join(' ')}`, sources).toString(16)
  const folder = join(parent, key)
  for (const name of list(folder)) {
    const path = join(folder, name)
    // A process that writes now loses its entry, and another one writes it again.
    if (!name.endsWith('.bin') || !isWhole(readFileSync(path))) removeFile(path)
  }
  for (const name of list(parent)) keepUsed(join(parent, name), name === key)
  return folder
}

const month = 30 * 86_400_000

/** Marks a folder as used now, or removes it if nobody has used it for long. */
function keepUsed(folder: string, isUsed: boolean): void {
  try {
    if (isUsed) utimesSync(folder, new Date(), new Date())
    else if (Date.now() - statSync(folder).mtimeMs > month) rmSync(folder, { recursive: true, force: true })
  } catch {
    // The disk refuses, or another run removes it.
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
