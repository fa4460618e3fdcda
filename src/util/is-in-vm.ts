/** Says whether this code runs in a VM pool of Vitest, which evaluates in a realm of its own and has a `require` of its own. */
export function isInVm(): boolean {
  return process.getBuiltinModule('node:module').createRequire.constructor !== Function
}
