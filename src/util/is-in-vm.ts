import { createRequire } from 'node:module'

/** Says whether this code runs in a VM pool of Vitest, which has a `require` of its own. */
export function isInVm(): boolean {
  return createRequire !== process.getBuiltinModule('node:module').createRequire
}
