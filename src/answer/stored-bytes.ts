import { packBody, unpackBody } from '../body/pack.ts'
import type { Interaction, StoredResponse } from '../cassette/interaction.ts'
import type { Settings } from '../cassette/settings.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { shownPath } from '../store/paths.ts'
import { readSideFile } from '../store/bodies/side-files.ts'

/** The part of an attempt that leads to its stored bodies. */
export interface BodyOwner {
  readonly test: { readonly path: string; readonly settings: Pick<Settings, 'startedIn'> }
  readonly cassette: { readonly interactions: readonly Interaction[] } | undefined
}

/**
 * The bytes of a recorded response body, for one client, which may change them.
 *
 * @throws CassetteFormatError when they cannot be written again.
 */
export function storedBytes(interaction: Interaction, { test, cassette }: BodyOwner): Uint8Array {
  const body = interaction.response?.body
  if (body === undefined) return new Uint8Array()
  const shown = (): string => shownPath(test.settings.startedIn, test.path)
  if ('file' in body) return readSideFile(test.path, body.file, shown())
  try {
    return unpackBody(body)
  } catch (cause) {
    const at = `interactions[${cassette?.interactions.indexOf(interaction)}].response.body`
    const reason = `it cannot be written again (${(cause as Error).message})`
    throw new CassetteFormatError({ path: shown(), at, reason }, { cause })
  }
}

/** A recorded answer as it stands after `size` of the bytes of its body. */
export function cutResponse(response: StoredResponse, bytes: Uint8Array, size: number): StoredResponse {
  if (size >= bytes.byteLength) return response
  const { body: _, ...head } = response
  const type = response.headers?.['content-type']
  const body = packBody(bytes.subarray(0, size), typeof type === 'string' ? type : undefined)
  return { ...head, ...(body && { body }) }
}
