import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import type { Interaction } from '../../cassette/interaction.ts'
import { namesOfLargeValues } from '../../body/large-values.ts'
import { wholeBodies } from '../../body/whole-bodies.ts'
import { CassetteFormatError } from '../../errors/cassette-format-error.ts'
import { gitStateOf } from '../../format/git-states.ts'
import { removeFile, writeFileAtomic } from '../write-file.ts'

const bodyName = /^[0-9a-f]{64}\.bin$/

/** Tells Git that the bodies are binary: it would change the line ends of one that looks like text. */
const attributesName = '.gitattributes'
const attributesText = '*.bin binary\n'

/**
 * Writes bytes into a file beside the cassette, named by their hash.
 *
 * @param name as in `readSideFile`, without its folder.
 * @returns the path of the file, relative to the folder of the cassette.
 * @throws the system's error.
 */
export function writeSideFile(path: string, name: string, bytes: Uint8Array): string {
  const folder = sideFolder(path)
  const file = join(folder, name)
  if (!existsSync(file) || Buffer.compare(bytes, readFileSync(file)) !== 0) writeFileAtomic(file, bytes)
  const attributes = join(folder, attributesName)
  if (!existsSync(attributes)) writeFileAtomic(attributes, attributesText)
  return besideCassette(path, name)
}

/**
 * Reads a file beside the cassette.
 *
 * @param file relative to the folder of the cassette. Its name is the hash of its bytes.
 * @throws CassetteFormatError when it is missing or is not what the cassette says.
 */
export function readSideFile(path: string, file: string, shown: string): Uint8Array {
  const wrong = { path: shown, at: file, file: posix.join(posix.dirname(shown), file) }
  let bytes: Uint8Array
  try {
    const absolute = join(dirname(path), file)
    // To read from a pipe or a device may never end.
    if (!statSync(absolute).isFile()) throw new Error('it is no regular file')
    bytes = readFileSync(absolute)
  } catch (cause) {
    throw new CassetteFormatError({ ...wrong, reason: `cannot be read (${(cause as Error).message})` }, { cause })
  }
  if (createHash('sha256').update(bytes).digest('hex') !== basename(file, '.bin')) {
    const state = gitStateOf(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))
    throw new CassetteFormatError({
      ...wrong,
      reason: 'is not the file that was recorded (its hash differs)',
      ...state,
    })
  }
  return bytes
}

/** Removes the side files that no interaction names. Behind a symbolic link are the files of somebody else. */
export function removeStaleSideFiles(path: string, interactions: readonly Interaction[]): void {
  const folder = sideFolder(path)
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return
  const named = sideFileNames(interactions)
  const stale = readdirSync(folder).filter((file) => bodyName.test(file) && !named.has(file))
  for (const file of stale) removeFile(join(folder, file))
  if (named.size > 0) return
  removeFile(join(folder, attributesName))
  removeFolder(folder)
}

/** Removes an empty folder. A folder that stays does no harm. */
export function removeFolder(path: string): void {
  try {
    rmdirSync(path)
  } catch {
    // The folder is not empty, or the system refuses.
  }
}

/** Absolute paths of the side files that the interactions name. */
export function sideFilesOf(path: string, interactions: readonly Interaction[]): string[] {
  return [...sideFileNames(interactions)].map((name) => join(sideFolder(path), name))
}

function sideFileNames(interactions: readonly Interaction[]): Set<string> {
  const bodies = interactions.flatMap(({ request, response }) => [request.body ?? [], response?.body ?? []].flat())
  return new Set(
    bodies.flatMap(wholeBodies).flatMap((body) => ('file' in body ? [basename(body.file)] : namesOfLargeValues(body))),
  )
}

/** Path of a side file relative to the folder of the cassette. */
export function besideCassette(path: string, name: string): string {
  return `${basename(sideFolder(path))}/${name}`
}

/** Absolute path of the folder of a cassette's side files. */
export function sideFolder(path: string): string {
  return `${path.replace(/\.json$/, '')}.files`
}
