import { randomBytes } from 'node:crypto'

/** What MSW's `bypass()` puts into `accept`: no handler of the user's is to see the request. */
const bypassSign = 'msw/passthrough'

const key = Symbol.for('vitest-cassette.live')
const holder = process as { [key]?: string }

/**
 * What tells our own interception to let a request through, also in `accept`: one of this process, which nobody else puts
 * there, since what carries it goes to the provider. All instances of this module have the same. Not a UUID: those are
 * the test's while its random numbers are seeded.
 */
const liveSign = (holder[key] ??= `vitest-cassette/${randomBytes(16).toString('hex')}`)

/** Headers of one connection, or that `fetch` sets itself for the body it is given. */
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
}

/** Sends a request: `fetch` in the one form that is used here. */
export type Send = (url: string, init: RequestInit) => Promise<Response>

/**
 * Sends a request to the provider, past every interception, and gives its answer; redirects are left to the client.
 *
 * @param send the `fetch` of the platform, as it was before anyone replaced it.
 * @param upstream where the call goes instead, by origin, `*` for all others. The original origin then travels in
 *   `x-cassette-origin`.
 * @throws what `fetch` throws when no answer comes.
 */
export async function callLive(
  call: LiveCall,
  send: Send,
  upstream: Readonly<Record<string, string>>,
): Promise<Response> {
  const headers = new Headers([...call.headers].filter(([name]) => !connectionHeaders.has(name)))
  const target = upstreamUrl(call.url, upstream)
  if (target !== call.url) headers.set('x-cassette-origin', new URL(call.url).origin)
  headers.set('accept', [headers.get('accept'), liveSign].filter(Boolean).join(', '))
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

/** `fetch` gives a client whatever a server says, of which `Response` and a cassette take no controls and only Latin-1. */
function withPlainStatusText(response: Response): Response {
  const plain = response.statusText.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
  return plain === response.statusText ? response : Object.defineProperty(response, 'statusText', { value: plain })
}

/** Whether a request is one of our own live calls. */
export function isLiveCall(headers: Headers): boolean {
  return headers.get('accept')?.includes(liveSign) ?? false
}

/** Whether the user has made a request with MSW's `bypass()`: unlike a live call of ours, it is answered as any other. */
export function isBypassed(headers: Headers): boolean {
  return headers.get('accept')?.includes(bypassSign) ?? false
}

/** Takes the signs off again, so that no provider sees them, and no cassette. */
export function removeSigns(headers: Headers): void {
  const accept = headers.get('accept')?.split(/,\s*/)
  if (!accept?.some(isSign)) return
  const rest = accept.filter((type) => !isSign(type)).join(', ')
  if (rest === '') headers.delete('accept')
  else headers.set('accept', rest)
}

function isSign(type: string): boolean {
  return type === bypassSign || type === liveSign
}

/** The address a live call really goes to: another origin, with the path put behind the path of that origin. */
export function upstreamUrl(url: string, upstream: Readonly<Record<string, string>>): string {
  const parsed = new URL(url)
  const base = upstream[parsed.origin] ?? upstream['*']
  if (base === undefined) return url
  const target = new URL(base)
  target.pathname = `${target.pathname.replace(/\/$/, '')}${parsed.pathname}`
  // A query of the upstream's own (`?team=1`) stays, before that of the call.
  target.search = [target.search.slice(1), parsed.search.slice(1)].filter(Boolean).join('&')
  return target.href
}
