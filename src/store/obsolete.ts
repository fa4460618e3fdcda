import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { listCassettes } from './list-cassettes.ts'
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
  /** Absolute paths of its obsolete cassettes. */
  readonly paths: readonly string[]
}

/**
 * Cassettes whose test no longer exists: of collected files those that no test owns, and all of test files that are
 * gone from the disk. Right under every filter, because a file that was not collected is only judged by its existence.
 *
 * @param others absolute folders of cassettes of other projects, which may lie inside this one.
 */
export function obsoleteCassettes(
  folders: StoreFolders,
  collected: readonly CollectedFile[],
  others: readonly string[] = [],
): Obsolete[] {
  const cassettes = join(folders.root, folders.dir)
  const inside = others.filter((other) => other !== cassettes && isBelow(other, cassettes))
  const owned = new Map<string, Set<string>>()
  for (const { testFile, names } of collected) {
    const folder = cassetteFolder(folders, testFile)
    owned.set(folder, new Set([...(owned.get(folder) ?? []), ...names]))
  }
  const found = new Map<string, string[]>()
  for (const path of listCassettes(folders)) {
    const folder = dirname(path)
    const name = basename(path, '.json')
    if (inside.some((other) => isBelow(folder, other))) continue
    const names = owned.get(folder)
    const testFile = join(folders.root, relative(cassettes, folder))
    const isObsolete =
      names === undefined
        ? !isOutside(relative(cassettes, folder)) && !existsSync(testFile)
        : name !== fileCassette && !names.has(name)
    if (isObsolete) found.set(folder, [...(found.get(folder) ?? []), path])
  }
  return [...found].map(([folder, paths]) => ({ folder: shownPath(folders.root, folder), paths }))
}

function isBelow(folder: string, top: string): boolean {
  return folder === top || folder.startsWith(`${top}${sep}`)
}

/** The test file of such a folder stands outside the root, where its folder's name does not lead back to it. */
function isOutside(folder: string): boolean {
  return folder.split(/[\\/]/).includes('__')
}
