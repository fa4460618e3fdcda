/**
 * The part of a page's request to another origin that the rules for such requests need. `fetch` of happy-dom and
 * `XMLHttpRequest` of jsdom send such requests.
 *
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export interface CrossOrigin {
  readonly origin: string
  /** Set on a preflight, which asks whether a request with this method and these headers may be sent. */
  readonly asksFor?: { readonly method: string; readonly headers?: string }
}

/**
 * Reads it from a request; `undefined` where no page sends the request.
 *
 * @param header gives the value of a request's header, by its name in lower case.
 */
export function crossOriginOf(method: string, header: (name: string) => string | undefined): CrossOrigin | undefined {
  const origin = header('origin')
  if (origin === undefined) return undefined
  const asked = method === 'OPTIONS' ? header('access-control-request-method') : undefined
  if (asked === undefined) return { origin }
  const headers = header('access-control-request-headers')
  return { origin, asksFor: { method: asked, ...(headers !== undefined && { headers }) } }
}

/**
 * Allows what a preflight asks for. A preflight is never recorded: clients remember the answer, so the order of the tests
 * decides which test sends one.
 */
export function answerPreflight(origin: string, { method, headers }: NonNullable<CrossOrigin['asksFor']>): Response {
  const allowed = {
    'access-control-allow-methods': method,
    ...(headers !== undefined && { 'access-control-allow-headers': headers }),
  }
  return allowOrigin(origin, new Response(null, { status: 204, headers: allowed }))
}

/** Lets a page's client read an answer. The provider's own headers for this stay as they are. */
export function allowOrigin(origin: string, response: Response): Response {
  const { headers } = response
  if (headers.has('access-control-allow-origin')) return response
  const names = [...headers.keys()].join(', ')
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-allow-credentials', 'true')
  if (names !== '') headers.set('access-control-expose-headers', names)
  return response
}

/**
 * The headers that a page's client needs beside those of the provider. Names and values in turn.
 *
 * @param names of the headers that the provider sends.
 */
export function headersForPage(origin: string, names: readonly string[]): string[] {
  const lower = names.map((name) => name.toLowerCase())
  if (lower.includes('access-control-allow-origin')) return []
  const { headers } = allowOrigin(origin, new Response(null, { headers: lower.map((name) => [name, '']) }))
  return [...headers].filter(([name]) => !lower.includes(name)).flat()
}
