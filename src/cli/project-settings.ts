import type { Settings } from '../cassette/settings.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { providedSettings } from '../vitest/shared/settings-of.ts'
import { withVitest } from './with-vitest.ts'

/** The settings of one project, for a command. */
export interface FoundSettings extends Settings {
  /** Whether Vitest evaluates each test file of the folder in a process of its own. */
  readonly hasProcesses: boolean
}

/**
 * The settings of all Vitest projects of the folder that use the plugin, resolved as for a run. No test runs.
 *
 * @throws CassetteConfigError when no project uses the plugin, and the error of Vitest when its configuration cannot be read.
 */
export async function projectSettings(root: string): Promise<FoundSettings[]> {
  return withVitest(root, async (vitest) => {
    const hasProcesses = vitest.projects.every(
      ({ config: { pool, isolate, browser, typecheck } }) =>
        pool === 'forks' && isolate && !browser.enabled && !typecheck.enabled,
    )
    const all = vitest.projects.flatMap((project) => {
      const settings = providedSettings(project)
      return settings === undefined ? [] : [{ ...settings, hasProcesses }]
    })
    if (all.length === 0) throw noPlugin(root)
    // Projects may share a folder.
    return [...new Map(all.map((settings) => [`${settings.root} ${settings.dir}`, settings])).values()]
  })
}

/** The error of a folder whose projects do not use the plugin. */
export function noPlugin(root: string): CassetteConfigError {
  return new CassetteConfigError(
    `No Vitest project in ${root} uses the plugin.\n\n  Start the command where vitest.config.ts is, with plugins: [cassettes()] in it.`,
  )
}
