/** Method of a wrapped call, which is none of HTTP. */
export const wrapMethod = 'CALL'

const scheme = 'wrap://'

/** The address under which the calls of a wrapped function stand in a cassette. */
export function wrapUrl(name: string): string {
  return `${scheme}${encodeURIComponent(name)}`
}

/** The name of the wrapped function whose call this is; `undefined` for a request of HTTP. */
export function wrappedName(url: string): string | undefined {
  if (!url.startsWith(scheme)) return undefined
  const name = url.slice(scheme.length)
  try {
    return decodeURIComponent(name)
  } catch {
    // Written by hand.
    return name
  }
}
