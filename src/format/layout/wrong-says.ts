import type { Said } from '../../cassette/interaction.ts'
import { sameValue } from '../../util/same-value.ts'
import { saidBeside, type FileInteraction } from './file-interaction.ts'
import { withoutGroups } from './file-body.ts'

/** `says` of an interaction, where it is not what the body of the answer says. */
export interface WrongSays {
  /** Index of the interaction. */
  readonly index: number
  readonly says: readonly Said[]
}

/**
 * Each `says` of a cassette that somebody has changed, or beside which somebody has changed the body. A replay takes no
 * notice of it.
 *
 * @param text of a valid cassette.
 */
export function wrongSays(text: string): WrongSays[] {
  const { interactions } = JSON.parse(text.replace(/^\ufeff/, '')) as {
    readonly interactions: readonly FileInteraction[]
  }
  return interactions.flatMap(({ response }, index) => {
    if (response?.says === undefined || response.body === undefined) return []
    const said = saidBeside(withoutGroups(response.body)) ?? []
    return sameValue(said, response.says) ? [] : [{ index, says: response.says }]
  })
}
