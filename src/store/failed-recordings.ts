import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Interaction } from '../cassette/interaction.ts'
import { UnsafeCassetteError } from '../errors/unsafe-cassette-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { hasCassette, readCassette, readWholeCassette, saveCassette } from './cassette-file.ts'
import { withLock } from './lock.ts'
import { journalFolder, lockPath, runsFolder, shownPath, type StoreFolders } from './paths.ts'
import type { Scan } from './scan.ts'
import { removeStaleSideFiles } from './bodies/side-files.ts'
import { removeFile } from './write-file.ts'

/** The recording of a failed test, in the folder of its run. */
export interface FailedRecording {
  /** Absolute path. */
  readonly path: string
  /** Absolute path of its cassette. */
  readonly cassette: string
  readonly owner: CassetteOwner
  /** Time of writing, in milliseconds since 1970. */
  readonly at: number
}

/**
 * The recordings of failed tests in all runs, newest first.
 *
 * @throws CassetteFormatError when one is not valid.
 */
export function failedRecordings({ root, dir }: Pick<StoreFolders, 'root' | 'dir'>): FailedRecording[] {
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
 * Replaces the cassette with a failed recording, and removes the recording from the folder of its run.
 *
 * @param redact redacts with today's settings.
 * @returns the number of its interactions.
 * @throws CassetteFormatError when it is not valid, UnsafeCassetteError when it holds a secret, the system's error when it
 *   cannot be written. The cassette stays unchanged then.
 */
export async function acceptRecording(
  folders: StoreFolders,
  { path, cassette, owner }: FailedRecording,
  redact: (interaction: Interaction) => Interaction,
  scan: Scan,
): Promise<number> {
  const document = readWholeCassette(path, shownPath(folders.root, path))
  const interactions = document?.interactions.map(redact) ?? []
  const found = await Promise.all(interactions.map(scan))
  const secrets = found.flatMap((inOne, index) =>
    inOne.map((secret) => ({ ...secret, at: `interactions[${index}].${secret.at}` })),
  )
  if (secrets.length > 0)
    throw new UnsafeCassetteError({
      cassette: shownPath(folders.root, cassette),
      ...(owner.name !== undefined && { test: owner.name }),
      found: secrets,
    })
  const journals = journalFolder(folders, join(folders.root, owner.file))
  withLock(lockPath(journals, cassette), () => saveCassette(cassette, owner, interactions))
  removeFailedRecording(path)
  return interactions.length
}

/** Removes a failed recording with its side files. */
export function removeFailedRecording(path: string): void {
  removeFile(path)
  removeStaleSideFiles(path, [])
}

/** Whether the cassette of a recording exists. */
export function hasItsCassette({ cassette }: FailedRecording): boolean {
  return hasCassette(cassette)
}

/** Empty when there is no such folder. */
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
