import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'

/**
 * The name of a lane, as the test gave it: what it records stands under it in the cassette.
 *
 * @throws CassetteConfigError when it is none.
 */
export function laneName(name: unknown): string {
  if (typeof name === 'string' && name !== '') return name
  const given = typeof name === 'string' ? '""' : String(name)
  throw new CassetteConfigError(
    `cassette.lane() needs a name, and was given ${given}.\n\n  Name the lane: cassette.lane('agent 1', () => …)`,
  )
}
