import { inject } from 'vitest'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { appFrames } from '../../util/app-frames.ts'
import { injectedSettings } from '../shared/settings-of.ts'

/**
 * Does nothing when the project has the plugin, even in the mode `off`.
 *
 * @param what needs it, as `The cassette fixture`.
 * @throws CassetteConfigError when it is missing.
 */
export function requirePlugin(what: string): void {
  if (injectedSettings(inject) !== undefined) return
  throw new CassetteConfigError(
    `${what} needs the plugin.\n\n  Add it to vitest.config.ts: plugins: [cassettes()], with cassettes from 'vitest-cassette/plugin'`,
    { frames: appFrames() },
  )
}
