import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Settings } from '../../cassette/settings.ts'
import { providedSettings } from '../../vitest/shared/settings-of.ts'
import { foldersAbove } from './read-disk.ts'
import type { StartVitest } from './load-vitest.ts'

/** The settings of a configuration, and the folder that its globs are relative to. */
export interface DefaultGuard extends Pick<Settings, 'mode' | 'guard'> {
  readonly folders: readonly string[]
}

const names = ['vitest.config', 'vite.config'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `${name}.${extension}`),
)

/**
 * The guards of the default configuration, from the root of a run and from the current folder or the nearest folder above
 * with one. They apply to runs with `--config`, and to runs whose root has no configuration.
 *
 * @param root the root of the run.
 */
export async function defaultGuards(root: string, start: StartVitest): Promise<DefaultGuard[]> {
  const paths = new Set([root, process.cwd()].map(configOf).filter((path) => path !== undefined))
  const guards: DefaultGuard[] = []
  for (const config of paths) {
    const vitest = await start({ root: dirname(config), config })
    const found = vitest.projects.map(providedSettings).filter((settings) => settings !== undefined)
    const own = found.map(({ mode, guard }) => ({ mode, ...(guard && { guard }), folders: [dirname(config)] }))
    // Most projects of a configuration share one guard.
    guards.push(...new Map(own.map((guard) => [JSON.stringify(guard), guard])).values())
    await vitest.close()
  }
  return guards
}

function configOf(folder: string): string | undefined {
  return foldersAbove(folder)
    .flatMap((above) => names.map((name) => join(above, name)))
    .find((path) => existsSync(path))
}
