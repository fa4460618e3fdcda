import { appFrames } from '../../../util/app-frames.ts'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'

/**
 * The name of a lane, which the cassette keeps with each of its interactions.
 *
 * @throws CassetteConfigError for anything but a text that is not empty.
 */
export function laneName(name: unknown): string {
  if (typeof name === 'string' && name !== '') return name
  const given = typeof name === 'string' ? '""' : String(name)
  throw new CassetteConfigError(
    `cassette.lane() needs a name, and was given ${given}.\n\n  Name the lane: cassette.lane('agent 1', () => …)`,
    { frames: appFrames() },
  )
}
