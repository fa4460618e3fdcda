import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { cassetteFolder, fileCassette, shownPath, type StoreFolders } from './paths.ts'

/** A test file that was collected, with the names of all its tests' cassettes. */
export interface CollectedFile {
  /** Absolute path. */
  readonly testFile: string
  readonly names: ReadonlySet<string>
}

/** Obsolete cassettes of one test file. */
export interface Obsolete {
  /** Folder relative to the root. */
  readonly folder: string
  readonly files: number
}

/**
 * Cassettes whose test no longer exists: of collected files those that no test owns, and all of test files that are
 * gone from the disk. Right under every filter, because a file that was not collected is only judged by its existence.
 */
export function obsoleteCassettes(folders: StoreFolders, collected: readonly CollectedFile[]): Obsolete[] {
  const cassettes = join(folders.root, folders.dir)
  const owned = new Map<string, Set<string>>()
  for (const { testFile, names } of collected) {
    const folder = cassetteFolder(folders, testFile)
    owned.set(folder, new Set([...(owned.get(folder) ?? []), ...names]))
  }
  const counts = new Map<string, number>()
  for (const { folder, name } of cassettesBelow(cassettes)) {
    const names = owned.get(folder)
    const testFile = join(folders.root, relative(cassettes, folder))
    const isObsolete =
      names === undefined
        ? !isOutside(relative(cassettes, folder)) && !existsSync(testFile)
        : name !== fileCassette && !names.has(name)
    if (isObsolete) counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].map(([folder, files]) => ({ folder: shownPath(folders.root, folder), files }))
}

/** The test file of such a folder stands outside the root, where its folder's name does not lead back to it. */
function isOutside(folder: string): boolean {
  return folder.split(/[\\/]/).includes('__')
}

function cassettesBelow(folder: string): Array<{ readonly folder: string; readonly name: string }> {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => ({ folder: entry.parentPath, name: entry.name.slice(0, -'.json'.length) }))
}
