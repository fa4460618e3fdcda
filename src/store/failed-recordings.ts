import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Interaction } from '../cassette/interaction.ts'
import { UnsafeCassetteError } from '../errors/unsafe-cassette-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { hasCassette, readCassette, readWholeCassette, saveCassette } from './cassette-file.ts'
import { withLock } from './lock.ts'
import { journalFolder, lockPath, runsFolder, shownPath, type StoreFolders } from './paths.ts'
import type { Scan } from './scan.ts'
import { removeStaleSideFiles } from './side-files.ts'
import { removeFile } from './write-file.ts'

/** What a failing test recorded, put aside in the folder of its run. */
export interface KeptRecording {
  /** Absolute. */
  readonly path: string
  /** Absolute path of the cassette it is for. */
  readonly cassette: string
  readonly owner: CassetteOwner
  /** When it was written, in milliseconds since 1970. */
  readonly at: number
}

/**
 * The recordings of failing tests of all runs, the newest first.
 *
 * @throws CassetteFormatError when one cannot be read.
 */
export function keptRecordings({ root, dir }: Pick<StoreFolders, 'root' | 'dir'>): KeptRecording[] {
  return filesBelow(runsFolder(root))
    .map((path) => {
      const [, ...inside] = relative(runsFolder(root), path).split(sep)
      return { path, inside }
    })
    .filter(({ inside }) => inside.length > 1)
    .flatMap(({ path, inside }) => {
      const document = readCassette(path, shownPath(root, path))
      if (document === undefined) return []
      return [{ path, cassette: join(root, dir, ...inside), owner: document.test, at: statSync(path).mtimeMs }]
    })
    .toSorted((a, b) => b.at - a.at)
}

/**
 * Puts a recording in the place of its cassette, whole or not at all, and removes it from where it was.
 *
 * @param redact what is taken out of recordings today.
 * @returns the number of its interactions.
 * @throws CassetteFormatError when it cannot be understood, UnsafeCassetteError when it holds a secret, the system's error
 *   when it cannot be written: the cassette is untouched then.
 */
export async function takeOver(
  folders: StoreFolders,
  { path, cassette, owner }: KeptRecording,
  redact: (interaction: Interaction) => Interaction,
  scan: Scan,
): Promise<number> {
  const document = readWholeCassette(path, shownPath(folders.root, path))
  const interactions = document?.interactions.map(redact) ?? []
  const found = await Promise.all(interactions.map(scan))
  const secrets = found.flatMap((some, index) =>
    some.map((one) => ({ ...one, at: `interactions[${index}].${one.at}` })),
  )
  if (secrets.length > 0)
    throw new UnsafeCassetteError({
      cassette: shownPath(folders.root, cassette),
      ...(owner.name !== undefined && { test: owner.name }),
      found: secrets,
    })
  const journals = journalFolder(folders, join(folders.root, owner.file))
  withLock(lockPath(journals, cassette), () => saveCassette(cassette, owner, interactions))
  removeKept(path)
  return interactions.length
}

/** Removes a recording that is no longer wanted, with its side files. */
export function removeKept(path: string): void {
  removeFile(path)
  removeStaleSideFiles(path, [])
}

/** Whether the cassette of a recording is there. */
export function hasTarget({ cassette }: KeptRecording): boolean {
  return hasCassette(cassette)
}

/** None when there is no such folder. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
