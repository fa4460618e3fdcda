import { requireModule } from '../../../util/require-module.ts'

/** Loaded at its first use: most runs end without a test that is not recorded. The file shares its code with the bundle of the first request. */
export function loadFindRenamed(): typeof import('./find-renamed.ts') {
  return requireModule('./find-renamed.cjs') as typeof import('./find-renamed.ts')
}
