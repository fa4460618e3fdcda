/** Whether an entry of `normalize` or `redact` is the path of a module, not a name or a path into a body. */
export function isModulePath(entry: string): boolean {
  return /[\\/]|\.[cm]?[jt]sx?$/.test(entry)
}
