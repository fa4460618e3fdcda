import type { Vitest } from 'vitest/node'
import { leaveOutUnapproved, leftOutFiles } from '../guard/run/guard-run.ts'
import { removeReporters } from '../vitest/main/main-process-internals.ts'
import { providedSettings } from '../vitest/shared/settings-of.ts'

/**
 * Opens Vitest with the configuration of a folder, and closes it after use. It reports nothing by itself.
 *
 * @param flags they are stronger than the configuration. `mode` is the word of `--mode`.
 * @throws the error of Vitest when its configuration cannot be read.
 */
export async function withVitest<T>(
  root: string,
  use: (vitest: Vitest) => Promise<T>,
  flags: { readonly mode?: 'replay'; readonly pool?: 'vmForks' } = {},
): Promise<T> {
  // The packages that the tests use read them.
  Object.assign(process.env, { VITEST: 'true', TEST: 'true', NODE_ENV: process.env['NODE_ENV'] ?? 'test' })
  const { createVitest } = await import('vitest/node')
  const options = { root, run: true, watch: false, reporters: [], coverage: { enabled: false } }
  const vitest = await createVitest('test', { ...options, ...flags })
  try {
    // The plugin has added its own.
    removeReporters(vitest)
    return await use(vitest)
  } finally {
    await vitest.close()
  }
}

/** To evaluate a guarded file needs the same approval as to run it. Returns a line for each file that is left out. */
export async function leaveGuardedFilesOut(vitest: Vitest): Promise<string[]> {
  for (const project of vitest.projects) {
    const guard = providedSettings(project)?.guard
    if (guard !== undefined) leaveOutUnapproved(project, guard)
  }
  const files = await Promise.all(vitest.projects.map((project) => leftOutFiles(vitest, project)))
  return files.flat().map(({ path, flag }) => `${path}: guarded, ${flag}=1 approves to evaluate it`)
}
