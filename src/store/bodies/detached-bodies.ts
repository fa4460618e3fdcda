import { hash } from 'node:crypto'
import { attachValues, detachValues, largestInline } from '../../body/large-values.ts'
import type { Interaction } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { CassetteFormatError } from '../../errors/cassette-format-error.ts'
import { besideCassette, readSideFile, writeSideFile } from './side-files.ts'

/** The bodies of an interaction that are attached. */
type Side = 'request' | 'response'

/**
 * Moves large binary bodies, and large base64 values inside JSON, into files beside the cassette. Equal bytes share a file.
 * Returns the interactions that name these files.
 *
 * @throws the system's error.
 */
export function detachBodies(path: string, interactions: readonly Interaction[]): Interaction[] {
  const written = new Set<string>()
  const put = (name: string, bytes: Uint8Array): void => {
    if (!written.has(name)) writeSideFile(path, name, bytes)
    written.add(name)
  }
  const detach = (body: StoredBody): StoredBody => {
    if (!('base64' in body)) return detachValues(body, put)
    if (Buffer.byteLength(body.base64, 'base64') <= largestInline) return body
    const bytes = Buffer.from(body.base64, 'base64')
    const name = `${hash('sha256', bytes)}.bin`
    put(name, bytes)
    return { file: besideCassette(path, name), size: bytes.length }
  }
  return interactions.map((interaction) => withBodies(interaction, { request: detach, response: detach }))
}

/**
 * The inverse of `detachBodies`: returns interactions that hold all bodies. They can be scanned for secrets, and written
 * again when the files are missing.
 *
 * @throws CassetteFormatError when a file is missing or is not what the cassette says.
 */
export function attachBodies(path: string, interactions: readonly Interaction[], shown: string): Interaction[] {
  const attachLarge = attacher(path, shown)
  const attach = (side: Side, body: StoredBody, index: number): StoredBody =>
    'file' in body
      ? { base64: Buffer.from(readSideFile(path, body.file, shown)).toString('base64') }
      : attachLarge(side, body, index)
  return interactions.map((interaction, index) =>
    withBodies(interaction, {
      request: (body) => attach('request', body, index),
      response: (body) => attach('response', body, index),
    }),
  )
}

/**
 * Unlike `attachBodies`, it only attaches large values of answers. A replay compares requests by the hashes of their large
 * values, and reads a binary answer when it is asked for.
 *
 * @throws CassetteFormatError when a file is missing or is not what the cassette says.
 */
export function attachAnswers(path: string, interactions: readonly Interaction[], shown: string): Interaction[] {
  const attach = attacher(path, shown)
  return interactions.map((interaction, index) =>
    withBodies(interaction, { response: (body) => attach('response', body, index) }),
  )
}

/** A function that attaches the large values of bodies. It reads each file once. */
function attacher(path: string, shown: string): (side: Side, body: StoredBody, index: number) => StoredBody {
  const texts = new Map<string, string>()
  const read = (name: string, notation: BufferEncoding): string => {
    const key = `${notation} ${name}`
    const text = texts.get(key) ?? Buffer.from(readSideFile(path, besideCassette(path, name), shown)).toString(notation)
    texts.set(key, text)
    return text
  }
  return (side, body, index) => {
    const { attached, lost } = attachValues(body, read)
    if (lost === undefined) return attached
    const at = `interactions[${index}].${side}.body.files`
    throw new CassetteFormatError({ path: shown, at, reason: `the text at ${lost} names no file` })
  }
}

/** The interaction with its bodies replaced, or the interaction itself when none changes. */
function withBodies(
  interaction: Interaction,
  replace: Partial<Record<Side, (body: StoredBody) => StoredBody>>,
): Interaction {
  const { request, response } = interaction
  const requestBody = request.body && (replace.request?.(request.body) ?? request.body)
  const responseBody = response?.body && (replace.response?.(response.body) ?? response.body)
  if (requestBody === request.body && responseBody === response?.body) return interaction
  return {
    ...interaction,
    ...(requestBody && { request: { ...request, body: requestBody } }),
    ...(responseBody && { response: { ...response, body: responseBody } }),
  } as Interaction
}
