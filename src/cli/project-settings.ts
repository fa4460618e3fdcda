import type { Settings } from '../cassette/settings.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { providedSettings } from '../vitest/shared/settings-of.ts'

/**
 * The settings of every Vitest project of the folder that uses the plugin, as a run would resolve them; no test is run.
 *
 * @throws CassetteConfigError when no project uses the plugin; what Vitest throws when its configuration cannot be read.
 */
export async function projectSettings(root: string): Promise<Settings[]> {
  const { createVitest } = await import('vitest/node')
  const vitest = await createVitest('test', { root, run: true, watch: false, reporters: [] })
  try {
    const all = vitest.projects.flatMap((project) => {
      const settings = providedSettings(project)
      return settings === undefined ? [] : [settings]
    })
    if (all.length === 0) throw noPlugin(root)
    // Projects may share a folder.
    return [...new Map(all.map((settings) => [`${settings.root} ${settings.dir}`, settings])).values()]
  } finally {
    await vitest.close()
  }
}

function noPlugin(root: string): CassetteConfigError {
  return new CassetteConfigError(
    `No Vitest project in ${root} uses the plugin.\n\n  Start the command where vitest.config.ts is, with plugins: [cassettes()] in it.`,
  )
}
