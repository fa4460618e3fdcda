import type { Said } from '../../cassette/interaction.ts'
import { sameValue } from '../../util/same-value.ts'
import type { ParsedFile } from '../parse.ts'
import { saidBeside } from './file-interaction.ts'

/** `says` of an interaction, where it is not what the body of the answer says. */
export interface WrongSays {
  /** Index of the interaction. */
  readonly index: number
  readonly says: readonly Said[]
}

/**
 * Each `says` in a cassette file that somebody has changed, or beside which somebody has changed the body. A replay takes
 * no notice of it.
 */
export function wrongSays({ stored, document: { interactions } }: ParsedFile): WrongSays[] {
  return stored.flatMap(({ response }, index) => {
    const body = interactions[index]?.response?.body
    if (response?.says === undefined || response.body === undefined || body === undefined) return []
    const said = saidBeside(body) ?? []
    return sameValue(said, response.says) ? [] : [{ index, says: response.says }]
  })
}
