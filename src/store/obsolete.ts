import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { listCassettes } from './list-cassettes.ts'
import { cassetteFolder, fileCassette, shownPath, type StoreFolders } from './paths.ts'

/** A collected test file, with the names of its tests' cassettes. */
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
 * Cassettes whose test no longer exists: those that no test of a collected file owns, and all cassettes of deleted test
 * files. This is correct with any filter, because a file that was not collected counts only when it is deleted.
 *
 * @param others absolute cassette folders of other projects. They may be inside this one.
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

/** Whether the test file of a folder is outside the root. The name of the folder does not lead back to such a file. */
function isOutside(folder: string): boolean {
  return folder.split(/[\\/]/).includes('__')
}
