/** Says whether an address has a path of a provider. A gateway may want a slash at its end. */
export function isPath(path: RegExp, { pathname }: Pick<URL, 'pathname'>): boolean {
  return path.test(pathname.replace(/\/$/, ''))
}
