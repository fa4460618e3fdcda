/** Headers that belong to one connection, or that `fetch` sets itself. */
const connectionHeaders = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export interface LiveCall {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: Uint8Array
  readonly signal: AbortSignal
  /** File and full name of the test that makes the call. */
  readonly test?: string
}

/** `fetch` in the one form that is used here. */
export type Send = (url: string, init: RequestInit) => Promise<Response>

/**
 * Sends a request to the provider and gives its answer. Redirects are for the client to follow.
 *
 * @param send `fetch` past every interception.
 * @param upstream the origin that the call goes to instead, by its own origin; `*` stands for all others. The original
 *   origin then travels in `x-cassette-origin`, and the test, percent-encoded, in `x-cassette-test`.
 * @throws the error of `fetch` when no answer comes.
 */
export async function callLive(
  call: LiveCall,
  send: Send,
  upstream: Readonly<Record<string, string>>,
): Promise<Response> {
  const headers = new Headers([...call.headers].filter(([name]) => !connectionHeaders.has(name)))
  const target = upstreamUrl(call.url, upstream)
  if (target !== call.url) {
    headers.set('x-cassette-origin', new URL(call.url).origin)
    if (call.test !== undefined) headers.set('x-cassette-test', encodeURIComponent(call.test))
  }
  const response = await send(target, {
    method: call.method,
    headers,
    body:
      call.body.byteLength === 0 || call.method === 'GET' || call.method === 'HEAD'
        ? null
        : (call.body as Uint8Array<ArrayBuffer>),
    redirect: 'manual',
    signal: call.signal,
  })
  return withPlainStatusText(response)
}

/** `fetch` accepts every status text. `Response` and a cassette accept only Latin-1 without control characters. */
function withPlainStatusText(response: Response): Response {
  const plain = response.statusText.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
  return plain === response.statusText ? response : Object.defineProperty(response, 'statusText', { value: plain })
}

/** The address that a live call really goes to: another origin, whose own path comes before that of the call. */
export function upstreamUrl(url: string, upstream: Readonly<Record<string, string>>): string {
  const parsed = new URL(url)
  const base = upstream[parsed.origin] ?? upstream['*']
  if (base === undefined) return url
  const target = new URL(base)
  target.pathname = `${target.pathname.replace(/\/$/, '')}${parsed.pathname}`
  // The upstream's own query (`?team=1`) comes before that of the call.
  target.search = [target.search.slice(1), parsed.search.slice(1)].filter(Boolean).join('&')
  return target.href
}
