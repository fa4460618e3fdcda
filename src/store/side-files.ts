import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import type { Interaction } from '../cassette/interaction.ts'
import type { FileBody, StoredBody } from '../cassette/stored-body.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { gitStateOf } from '../format/git-states.ts'
import { removeFile, writeFileAtomic } from './write-file.ts'

const bodyName = /^[0-9a-f]{64}\.bin$/

/** Largest binary body inside a cassette, in bytes. Larger ones get their own file. */
const largestInline = 64 * 1024

/** Tells Git that the bodies are binary: it would change the line ends of one that looks like text. */
const attributesName = '.gitattributes'
const attributesText = '*.bin binary\n'

/** Moves large binary bodies into files beside the cassette. Returns the interactions that name these files. */
export function detachBodies(path: string, interactions: readonly Interaction[]): Interaction[] {
  return interactions.map((interaction) => withBodies(interaction, (body) => detach(path, body)))
}

/**
 * The inverse of `detachBodies`: returns interactions that hold all bodies. They can be scanned for secrets, and written
 * again when the files are missing.
 *
 * @throws CassetteFormatError when a file is missing or is not what the cassette says.
 */
export function attachBodies(path: string, interactions: readonly Interaction[], shown: string): Interaction[] {
  const attach = (body: StoredBody): StoredBody =>
    'file' in body ? { base64: Buffer.from(readSideFile(path, body, shown)).toString('base64') } : body
  return interactions.map((interaction) => withBodies(interaction, attach))
}

/** The interaction with its bodies replaced, or the interaction itself when none changes. */
function withBodies(interaction: Interaction, replace: (body: StoredBody) => StoredBody): Interaction {
  const { request, response } = interaction
  const requestBody = request.body && replace(request.body)
  const responseBody = response?.body && replace(response.body)
  if (requestBody === request.body && responseBody === response?.body) return interaction
  return {
    ...interaction,
    ...(requestBody && { request: { ...request, body: requestBody } }),
    ...(responseBody && { response: { ...response, body: responseBody } }),
  } as Interaction
}

function detach(path: string, body: StoredBody): StoredBody {
  if (!('base64' in body) || Buffer.byteLength(body.base64, 'base64') <= largestInline) return body
  const bytes = Buffer.from(body.base64, 'base64')
  const name = `${createHash('sha256').update(bytes).digest('hex')}.bin`
  const file = join(sideFolder(path), name)
  if (!existsSync(file) || !bytes.equals(readFileSync(file))) writeFileAtomic(file, bytes)
  const attributes = join(sideFolder(path), attributesName)
  if (!existsSync(attributes)) writeFileAtomic(attributes, attributesText)
  return { file: `${basename(sideFolder(path))}/${name}`, size: bytes.length }
}

/**
 * Reads a body from its file beside the cassette.
 *
 * @throws CassetteFormatError when it is missing or is not what the cassette says.
 */
export function readSideFile(path: string, body: FileBody, shown: string): Uint8Array {
  const file = join(dirname(path), body.file)
  const wrong = { path: shown, at: body.file, file: posix.join(posix.dirname(shown), body.file) }
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (cause) {
    throw new CassetteFormatError({ ...wrong, reason: `cannot be read (${(cause as Error).message})` }, { cause })
  }
  if (createHash('sha256').update(bytes).digest('hex') !== basename(body.file, '.bin')) {
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
  const bodies = interactions.flatMap(({ request, response }) => [request.body, response?.body])
  return new Set(bodies.flatMap((body) => (body !== undefined && 'file' in body ? [basename(body.file)] : [])))
}

function sideFolder(path: string): string {
  return `${path.replace(/\.json$/, '')}.files`
}
