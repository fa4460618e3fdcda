import { createRequire } from 'node:module'

/** The pages for a browser, which most commands do not need. */
export function loadPages(): typeof import('../show/pages.ts') {
  return createRequire(import.meta.url)('./pages.cjs') as typeof import('../show/pages.ts')
}
