import { hash } from 'node:crypto'
import { attachValues, detachValues, largestInline } from '../../body/large-values.ts'
import { mapWholeBodies } from '../../body/whole-bodies.ts'
import type { Interaction } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { CassetteFormatError } from '../../errors/cassette-format-error.ts'
import { besideCassette, readSideFile, writeSideFile } from './side-files.ts'

/** The bodies of an interaction that are attached. */
type Side = 'request' | 'response'

/** @param at place of the body in the cassette. */
type MapBody = (body: StoredBody, at: string) => StoredBody

/**
 * Moves large binary bodies, those of the parts of a form among them, and large base64 values inside JSON into files beside
 * the cassette. Equal bytes share a file. Returns the interactions that name these files.
 *
 * @throws the system's error.
 */
export function detachBodies(path: string, interactions: readonly Interaction[]): Interaction[] {
  const written = new Set<string>()
  const put = (name: string, bytes: Uint8Array): void => {
    if (!written.has(name)) writeSideFile(path, name, bytes)
    written.add(name)
  }
  const detachOne = (body: StoredBody): StoredBody => {
    if (!('base64' in body)) return detachValues(body, put)
    if (Buffer.byteLength(body.base64, 'base64') <= largestInline) return body
    const bytes = Buffer.from(body.base64, 'base64')
    const name = `${hash('sha256', bytes)}.bin`
    put(name, bytes)
    return { file: besideCassette(path, name), size: bytes.length }
  }
  const detach: MapBody = (body, at) => mapWholeBodies(body, at, detachOne)
  return withBodies(interactions, { request: detach, response: detach })
}

/**
 * The inverse of `detachBodies`: returns interactions that hold all bodies. They can be scanned for secrets, and written
 * again when the files are missing.
 *
 * @throws CassetteFormatError when a file is missing or is not what the cassette says.
 */
export function attachBodies(path: string, interactions: readonly Interaction[], shown: string): Interaction[] {
  const attach = attacher(path, shown)
  return withBodies(interactions, { request: attach, response: attach })
}

/**
 * Unlike `attachBodies`, it only attaches large values of answers, and parts of answers. A replay compares requests by the
 * hashes of their large values, and reads a binary answer when it is asked for.
 *
 * @throws CassetteFormatError when a file is missing or is not what the cassette says.
 */
export function attachAnswers(path: string, interactions: readonly Interaction[], shown: string): Interaction[] {
  const attach = attacher(path, shown)
  return withBodies(interactions, { response: (body, at) => ('file' in body ? body : attach(body, at)) })
}

/** A function that attaches what the files of a body hold. It reads the file of a large value once. */
function attacher(path: string, shown: string): MapBody {
  const texts = new Map<string, string>()
  const read = (name: string, notation: BufferEncoding): string => {
    const key = `${notation} ${name}`
    const text = texts.get(key) ?? Buffer.from(readSideFile(path, besideCassette(path, name), shown)).toString(notation)
    texts.set(key, text)
    return text
  }
  const attachOne: MapBody = (body, at) => {
    if ('file' in body) return { base64: Buffer.from(readSideFile(path, body.file, shown)).toString('base64') }
    const { attached, lost } = attachValues(body, read)
    if (lost === undefined) return attached
    throw new CassetteFormatError({
      path: shown,
      at: `${at}.files`,
      reason: `the text at ${lost} names no file`,
    })
  }
  return (body, at) => mapWholeBodies(body, at, attachOne)
}

/** The interactions with their bodies replaced. An interaction in which none changes stays the same object. */
function withBodies(interactions: readonly Interaction[], replace: Partial<Record<Side, MapBody>>): Interaction[] {
  return interactions.map((interaction, index) => {
    const { request, response } = interaction
    const at = (side: Side): string => `interactions[${index}].${side}.body`
    const requestBody = request.body && (replace.request?.(request.body, at('request')) ?? request.body)
    const responseBody = response?.body && (replace.response?.(response.body, at('response')) ?? response.body)
    if (requestBody === request.body && responseBody === response?.body) return interaction
    return {
      ...interaction,
      ...(requestBody && { request: { ...request, body: requestBody } }),
      ...(responseBody && { response: { ...response, body: responseBody } }),
    } as Interaction
  })
}
