import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readCassette } from './cassette-file.ts'
import type { CassetteDocument } from '../format/document.ts'
import type { StoreFolders } from './paths.ts'
import { sideFilesOf } from './bodies/side-files.ts'

/** Absolute paths of all cassettes of a project, sorted. */
export function listCassettes(folders: Pick<StoreFolders, 'root' | 'dir'>): string[] {
  return filesIn(folders).filter((path) => path.endsWith('.json'))
}

/**
 * Files of large bodies that no cassette names, sorted. Files beside an unreadable cassette are left out, because the
 * cassette may name them.
 */
export function listStrayFiles(folders: Pick<StoreFolders, 'root' | 'dir'>): string[] {
  const bodies = Map.groupBy(
    filesIn(folders).filter((path) => path.endsWith('.bin')),
    dirname,
  )
  return [...bodies].flatMap(([folder, paths]) => {
    const cassette = folder.replace(/\.files$/, '.json')
    const named = cassette === folder ? undefined : namedBy(cassette)
    return named === undefined ? [] : paths.filter((path) => !named.has(path))
  })
}

/** The cassettes in one folder, without those that cannot be read. */
export function readableCassettesIn(
  folder: string,
): Array<{ readonly path: string; readonly document: CassetteDocument }> {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name)
    try {
      const document = name.endsWith('.json') ? readCassette(path, name) : undefined
      return document === undefined ? [] : [{ path, document }]
    } catch {
      return []
    }
  })
}

/** Empty when there is no such folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function namedBy(cassette: string): ReadonlySet<string> | undefined {
  try {
    return new Set(sideFilesOf(cassette, readCassette(cassette, cassette)?.interactions ?? []))
  } catch {
    return undefined
  }
}

function filesIn({ root, dir }: Pick<StoreFolders, 'root' | 'dir'>): string[] {
  const folder = join(root, dir)
  // A file in its place is named by the first test that opens a cassette.
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
