/** Method of a wrapped call. It is not a method of HTTP. */
export const wrapMethod = 'CALL'

const scheme = 'wrap://'

/** The URL of a wrapped function's calls in a cassette. */
export function wrapUrl(name: string): string {
  return `${scheme}${encodeURIComponent(name)}`
}

/** The name of a wrapped function, from the URL of its call; `undefined` for an HTTP request. */
export function wrappedName(url: string): string | undefined {
  if (!url.startsWith(scheme)) return undefined
  const name = url.slice(scheme.length)
  try {
    return decodeURIComponent(name)
  } catch {
    // A cassette edited by hand may hold an invalid escape.
    return name
  }
}
