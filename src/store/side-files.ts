import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import type { FileBody, Interaction, StoredBody } from '../cassette/interaction.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { removeFile, writeFileAtomic } from './write-file.ts'

/** Largest binary body inside a cassette, in bytes. Larger ones get their own file. */
const largestInline = 64 * 1024

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
    throw new CassetteFormatError({ ...wrong, reason: 'is not the file that was recorded (its hash differs)' })
  }
  return bytes
}

/** Removes the side files that no interaction names. */
export function removeStaleSideFiles(path: string, interactions: readonly Interaction[]): void {
  const folder = sideFolder(path)
  if (!existsSync(folder)) return
  const named = sideFileNames(interactions)
  const files = readdirSync(folder)
  const stale = files.filter((file) => !named.has(file))
  for (const file of stale) removeFile(join(folder, file))
  if (stale.length === files.length) removeFolder(folder)
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
