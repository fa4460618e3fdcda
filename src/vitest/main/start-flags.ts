import { basename, dirname } from 'node:path'
import type { Vitest } from 'vitest/node'
import { shownPath } from '../../store/paths.ts'

/** The flags by which a run finds its configuration. None are needed in the folder of a `vitest.config.ts`. */
export function startFlags({ config: { root }, vite }: Vitest, startedIn: string): string[] {
  const { configFile } = vite.config
  const isFound =
    configFile === undefined || (dirname(configFile) === root && /^vite(st)?\.config\./.test(basename(configFile)))
  return [
    ...(root === startedIn ? [] : ['--root', shownPath(startedIn, root)]),
    // Vitest resolves it from the root.
    ...(isFound ? [] : ['--config', shownPath(root, configFile)]),
  ]
}
