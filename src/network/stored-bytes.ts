import { unpackBody } from '../body/pack.ts'
import type { Interaction } from '../core/interaction.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { shownPath } from '../store/paths.ts'
import { readSideFile } from '../store/side-files.ts'
import type { Scope } from './scope.ts'

/**
 * The bytes of a recorded response body.
 *
 * @throws CassetteFormatError when they cannot be written again.
 */
export function storedBytes(interaction: Interaction, { path, settings, cassette }: Scope): Uint8Array {
  const body = interaction.response?.body
  if (body === undefined) return new Uint8Array()
  const shown = shownPath(settings.root, path)
  if ('file' in body) return readSideFile(path, body, shown)
  try {
    return unpackBody(body)
  } catch (cause) {
    const at = `interactions[${cassette?.interactions.indexOf(interaction)}].response.body`
    const reason = `it cannot be written again (${(cause as Error).message})`
    throw new CassetteFormatError({ path: shown, at, reason }, { cause })
  }
}
