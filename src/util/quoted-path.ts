/** A path in quotes for the shells of all systems: those with a dollar sign or a backtick expand it in double quotes. */
export function quotedPath(path: string): string {
  return /[$`]/.test(path) ? `'${path.replaceAll("'", `'\\''`)}'` : `"${path}"`
}
