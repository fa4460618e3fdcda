import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Settings } from '../../cassette/settings.ts'
import { projectSettings } from './guarded-file.ts'
import { foldersAbove } from './read-disk.ts'
import type { StartVitest } from './load-vitest.ts'

/** The settings of a configuration, and the folder that its globs are meant from. */
export interface DefaultGuard extends Pick<Settings, 'mode' | 'guard'> {
  readonly folders: readonly string[]
}

const names = ['vitest.config', 'vite.config'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `${name}.${extension}`),
)

/**
 * What guards a folder by the configuration that it, or the next folder above, has by itself: for runs that are told to
 * use another, or whose root has none.
 *
 * @param root the root of the run; the folder it is started in counts too.
 */
export async function defaultGuards(root: string, start: StartVitest): Promise<DefaultGuard[]> {
  const paths = new Set([root, process.cwd()].map(configOf).filter((path) => path !== undefined))
  const guards: DefaultGuard[] = []
  for (const config of paths) {
    const vitest = await start({ root: dirname(config), config })
    const found = vitest.projects.map(projectSettings).filter((settings) => settings !== undefined)
    const own = found.map(({ mode, guard }) => ({ mode, ...(guard && { guard }), folders: [dirname(config)] }))
    // Its projects mostly share one.
    guards.push(...new Map(own.map((one) => [JSON.stringify(one), one])).values())
    await vitest.close()
  }
  return guards
}

function configOf(folder: string): string | undefined {
  return foldersAbove(folder)
    .flatMap((above) => names.map((name) => join(above, name)))
    .find((path) => existsSync(path))
}
