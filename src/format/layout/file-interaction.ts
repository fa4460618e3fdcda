import type { Interaction, Said, StoredResponse } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { writtenAnswer } from '../../providers/written/written-answer.ts'
import { linesOf } from './body-lines.ts'
import { withoutGroups, type FileBody } from './file-body.ts'
import { saidIn } from './says-of-body.ts'

/** An answer in a cassette file. `says` stands beside a stream for people, or alone in an answer that was written by hand. */
type FileResponse = Omit<StoredResponse, 'body'> & { readonly body?: FileBody }

/** An interaction in a cassette file. */
export type FileInteraction =
  | (Omit<Interaction, 'response'> & { readonly response: FileResponse })
  | Extract<Interaction, { readonly response?: never }>

/**
 * The interaction that a file holds. One that has the same form in memory comes back itself.
 *
 * @returns `undefined` when only `says` tells the answer, and the API of its request is not known.
 */
export function fromFile(interaction: FileInteraction): Interaction | undefined {
  const { request, response } = interaction
  if (response === undefined) return interaction as Interaction
  const { says, ...answer } = response
  const { body } = answer
  if (body === undefined) {
    if (says === undefined) return interaction as Interaction
    const written = writtenAnswer(request, says)
    if (written === undefined) return undefined
    const headers = { ...written.headers, ...answer.headers }
    return { ...interaction, response: { ...answer, headers, says, body: written.body } } as Interaction
  }
  const stored = withoutGroups(body)
  if (says === undefined && stored === body) return interaction as Interaction
  // The body alone counts. `says` is made anew from it at the next write.
  return { ...interaction, response: { ...answer, body: stored } } as Interaction
}

/** The members of an answer that say what a file shows of its body. */
export function inFile({ says, body }: Pick<StoredResponse, 'says' | 'body'>): {
  says?: unknown
  body?: object | undefined
} {
  if (body === undefined) return {}
  const said = says === undefined ? saidBeside(body) : saidIn(body)
  // From the body, not from `says`: only the body is redacted.
  if (says !== undefined && said !== undefined) return { says: said }
  return { says: said, body: linesOf(body, said !== undefined) }
}

/** The `says` that a file shows beside a body; `undefined` where it shows none. */
export function saidBeside(body: StoredBody): readonly Said[] | undefined {
  return isReadable(body) ? undefined : saidIn(body)
}

/** Whether people can read the answer in its body: one JSON value, and not a list of the pieces of a stream. */
function isReadable(body: StoredBody): boolean {
  return 'json' in body && !Array.isArray(body.json)
}
