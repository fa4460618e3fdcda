import { join } from 'node:path'
import type { Interaction } from '../../cassette/interaction.ts'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { UnsafeCassetteError } from '../../errors/unsafe-cassette-error.ts'
import type { CassetteOwner } from '../../format/document.ts'
import { readWholeCassette, saveCassette } from '../cassette-file.ts'
import { withLock } from '../lock.ts'
import { journalFolder, lockPath, shownPath, type StoreFolders } from '../paths.ts'
import type { AcceptedRequest } from './request-notes.ts'
import type { Scan } from '../scan.ts'

/** The requests that a cassette gets. */
export interface NewRequests {
  readonly owner: CassetteOwner
  /** Absolute path of the cassette. */
  readonly path: string
  readonly accepted: readonly AcceptedRequest[]
}

/** How a changed interaction is made safe and marked. */
export interface Applying {
  /** Redacts with today's settings. It gets all interactions of the cassette first. */
  readonly redactionOf: (interactions: readonly Interaction[]) => (interaction: Interaction) => Interaction
  readonly scan: Scan
  /** ISO 8601. */
  readonly at: string
}

/**
 * Puts new requests before the recorded answers of a cassette, and marks their interactions.
 *
 * @throws CassetteFormatError when it is not valid, UnsafeCassetteError when a new request holds a secret,
 *   CassetteConfigError when the cassette has changed in the meantime, the system's error when it cannot be written. The
 *   cassette stays unchanged then.
 */
export async function applyRequests(
  folders: StoreFolders,
  { owner, path, accepted }: NewRequests,
  { redactionOf, scan, at }: Applying,
): Promise<void> {
  const shown = shownPath(folders.root, path)
  const document = readWholeCassette(path, shown)
  const interactions = [...(document?.interactions ?? [])]
  const redact = redactionOf(interactions)
  for (const one of accepted) {
    const index = one.position - 1
    const recorded = interactions[index]
    if (recorded?.recordedAt !== one.recordedAt)
      throw new CassetteConfigError(`${shown} has changed in the meantime.\n\n  Start the command again.`)
    const changed = redact(withRequest(recorded, one, at))
    const found = (await scan(changed)).map((secret) => ({ ...secret, at: `interactions[${index}].${secret.at}` }))
    if (found.length > 0)
      throw new UnsafeCassetteError({ cassette: shown, ...(owner.name !== undefined && { test: owner.name }), found })
    interactions[index] = changed
  }
  const journals = journalFolder(folders, join(folders.root, owner.file))
  withLock(lockPath(journals, path), () => saveCassette(path, document?.test ?? owner, interactions))
}

/** The places of earlier changes stay, because the provider has not seen those either. */
function withRequest(interaction: Interaction, { request, places }: AcceptedRequest, at: string): Interaction {
  const earlier = interaction.requestChanged?.places ?? []
  return { ...interaction, requestChanged: { at, places: [...new Set([...earlier, ...places])] }, request }
}
