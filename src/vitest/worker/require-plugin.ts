import { inject } from 'vitest'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { appFrames } from '../../util/app-frames.ts'
import { settingsKey } from '../shared/settings-key.ts'

/**
 * Does nothing where the plugin is there, if only switched off.
 *
 * @param what needs it, as `The cassette fixture`.
 * @throws CassetteConfigError when it is missing.
 */
export function requirePlugin(what: string): void {
  if ((inject as (key: string) => unknown)(settingsKey) !== undefined) return
  throw new CassetteConfigError(
    `${what} needs the plugin.\n\n  Add it to vitest.config.ts: plugins: [cassettes()], with cassettes from 'vitest-cassette/plugin'`,
    { frames: appFrames() },
  )
}
