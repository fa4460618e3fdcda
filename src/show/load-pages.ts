import { requireModule } from '../util/require-module.ts'

/** The pages of tests, loaded at their first use: no run that passes needs them. */
export function loadPages(): typeof import('./pages.ts') {
  return requireModule('./pages.cjs') as typeof import('./pages.ts')
}
