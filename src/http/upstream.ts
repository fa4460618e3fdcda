/** The address that a live call goes to in place of its own. */
export interface Redirect {
  readonly url: URL
  /** Headers that the call carries there beside its own. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * The address that a live call goes to instead: another origin, whose own path comes before that of the call. `undefined`
 * where the call goes to its own.
 *
 * @param upstream the addresses, by the origin of the call; `*` stands for all others.
 * @param test file and full name of the test that makes the call. It travels, percent-encoded, in `x-cassette-test`, and the
 *   original origin in `x-cassette-origin`.
 */
export function redirectOf(
  url: string,
  upstream: Readonly<Record<string, string>>,
  test?: string,
): Redirect | undefined {
  const { origin, pathname, search } = new URL(url)
  const base = upstream[origin] ?? upstream['*']
  if (base === undefined) return undefined
  const target = new URL(base)
  target.pathname = `${target.pathname.replace(/\/$/, '')}${pathname}`
  // The upstream's own query (`?team=1`) comes before that of the call.
  target.search = [target.search.slice(1), search.slice(1)].filter(Boolean).join('&')
  if (target.href === url) return undefined
  const headers = { 'x-cassette-origin': origin }
  return {
    url: target,
    headers: test === undefined ? headers : { ...headers, 'x-cassette-test': encodeURIComponent(test) },
  }
}

/** Headers for the proxy of a client. */
const proxyHeaders = new Set(['proxy-authorization', 'proxy-connection'])

/**
 * The headers of a call that goes elsewhere.
 *
 * @param headers of the call as its client has given them, names and values in turn.
 */
export function redirectedHeaders(headers: readonly string[], { url, headers: more }: Redirect): string[] {
  const redirected: string[] = []
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at]!.toLowerCase()
    if (proxyHeaders.has(name) || Object.hasOwn(more, name)) continue
    redirected.push(headers[at]!, name === 'host' ? url.host : headers[at + 1]!)
  }
  return [...redirected, ...Object.entries(more).flat()]
}
