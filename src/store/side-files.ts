import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import type { FileBody, Interaction, StoredBody } from '../cassette/interaction.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { removeFile, writeFileAtomic } from './write-file.ts'

/** Binary bodies of more bytes than this stand in a file of their own. */
const largestInline = 64 * 1024

/** Moves large binary bodies into files beside the cassette, and gives the interactions that name them. */
export function detachBodies(path: string, interactions: readonly Interaction[]): Interaction[] {
  return interactions.map((interaction) => withBodies(interaction, (body) => detach(path, body)))
}

/**
 * The opposite of `detachBodies`: interactions that hold every body themselves. They can be looked through for secrets,
 * and written again whatever has become of the files since.
 *
 * @throws CassetteFormatError when a file is missing or is not what the cassette says.
 */
export function attachBodies(path: string, interactions: readonly Interaction[], shown: string): Interaction[] {
  const attach = (body: StoredBody): StoredBody =>
    'file' in body ? { base64: Buffer.from(readSideFile(path, body, shown)).toString('base64') } : body
  return interactions.map((interaction) => withBodies(interaction, attach))
}

/** The same interaction with each body replaced; itself when none is. */
function withBodies(interaction: Interaction, replace: (body: StoredBody) => StoredBody): Interaction {
  const { request, response } = interaction
  const asked = request.body && replace(request.body)
  const answered = response?.body && replace(response.body)
  if (asked === request.body && answered === response?.body) return interaction
  return {
    ...interaction,
    ...(asked && { request: { ...request, body: asked } }),
    ...(answered && { response: { ...response, body: answered } }),
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
 * The bytes of a body that stands in a file beside the cassette.
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

/** Removes the side files that none of the interactions names. */
export function removeStaleSideFiles(path: string, interactions: readonly Interaction[]): void {
  const folder = sideFolder(path)
  if (!existsSync(folder)) return
  const named = sideFileNames(interactions)
  const files = readdirSync(folder)
  const stale = files.filter((file) => !named.has(file))
  for (const file of stale) removeFile(join(folder, file))
  if (stale.length === files.length) removeFolder(folder)
}

/** Removes an empty folder. Unlike a body that is named and missing, a folder too many breaks nothing. */
export function removeFolder(path: string): void {
  try {
    rmdirSync(path)
  } catch {
    // Not empty, or not ours to remove.
  }
}

/** Absolute paths of the files that the interactions of a cassette name. */
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
