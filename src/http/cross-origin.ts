/**
 * What a page's client says with a request to another origin, as `fetch` of happy-dom and `XMLHttpRequest` of jsdom do.
 *
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export interface CrossOrigin {
  readonly origin: string
  /** It is a preflight: the question whether a request with this method and these headers may be sent. */
  readonly asksFor?: { readonly method: string; readonly headers?: string }
}

/** @param header gives the value of a request's header, by its name in lower case. */
export function crossOriginOf(method: string, header: (name: string) => string | undefined): CrossOrigin | undefined {
  const origin = header('origin')
  if (origin === undefined) return undefined
  const asked = method === 'OPTIONS' ? header('access-control-request-method') : undefined
  if (asked === undefined) return { origin }
  const headers = header('access-control-request-headers')
  return { origin, asksFor: { method: asked, ...(headers !== undefined && { headers }) } }
}

/**
 * Says yes to a preflight. It is no traffic of the test's own: clients remember the answer, so which test asks depends
 * on which has run before.
 */
export function answerPreflight(origin: string, { method, headers }: NonNullable<CrossOrigin['asksFor']>): Response {
  const allowed = {
    'access-control-allow-methods': method,
    ...(headers !== undefined && { 'access-control-allow-headers': headers }),
  }
  return allowOrigin(origin, new Response(null, { status: 204, headers: allowed }))
}

/** Lets a page's client read an answer, unless the provider itself has said who may. */
export function allowOrigin(origin: string, response: Response): Response {
  const { headers } = response
  if (headers.has('access-control-allow-origin')) return response
  const names = [...headers.keys()].join(', ')
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-allow-credentials', 'true')
  if (names !== '') headers.set('access-control-expose-headers', names)
  return response
}
