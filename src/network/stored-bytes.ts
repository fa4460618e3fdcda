import { unpackBody } from '../body/pack.ts'
import type { StoredBody } from '../core/interaction.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { readSideFile } from '../store/side-files.ts'

/**
 * The bytes of a recorded response body.
 *
 * @param path of the cassette, absolute; `shown` is the same for people.
 * @throws CassetteFormatError when they cannot be written again.
 */
export function storedBytes(body: StoredBody | undefined, path: string, shown: string): Uint8Array {
  if (body === undefined) return new Uint8Array()
  if ('file' in body) return readSideFile(path, body, shown)
  try {
    return unpackBody(body)
  } catch (cause) {
    const reason = `a recorded body cannot be written again (${(cause as Error).message})`
    throw new CassetteFormatError({ path: shown, at: 'response.body', reason }, { cause })
  }
}
