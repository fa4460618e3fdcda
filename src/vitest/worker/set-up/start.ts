// The setup file of every project. Vite serves the text of the built file, so that it is evaluated for every test file.
// It loads the rest as scripts, past Vite.

// As the test files import it: another way costs every test file a millisecond, and may find another copy.
import * as vitest from 'vitest'
import { CodeCache } from '../../../store/code-cache/code-cache.ts'
import { isInVm } from '../../../util/is-in-vm.ts'
import { injectedSettings } from '../../shared/settings-of.ts'

/** Absolute path of the built `setup.ts`. The plugin puts it before the text. */
declare const setupBundle: string | undefined

// The VM pools evaluate in realms of their own, for which compiled code does not fit.
const cache = isInVm()
  ? new CodeCache(undefined, (await import('node:module')).createRequire)
  : new CodeCache(injectedSettings(vitest.inject)?.codeCache)
// Without Vite, Vitest lets Node evaluate the file itself.
const bundle = typeof setupBundle === 'string' ? setupBundle : `${import.meta.dirname}/setup.cjs`
const { setup } = cache.run(bundle) as typeof import('../setup.ts')
await setup(vitest, cache, (path) => import(/* @vite-ignore */ path))
