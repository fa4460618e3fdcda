import { randomBytes } from 'node:crypto'
import { acceptsSign, addAcceptSign, removeAcceptSign } from './accept-sign.ts'

const key = Symbol.for('vitest-cassette.live')
const holder = process as { [key]?: string }

/**
 * A live call carries this in `accept`, so that our own interception lets it through. It is one of this process, because
 * everything that carries it goes to the provider. All instances of this module have the same. It is no UUID, because a
 * test with seeded random numbers would lose one.
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
  addAcceptSign(headers, liveSign)
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

/** Says whether a request is a live call of ours. */
export function isLiveCall(headers: Headers): boolean {
  return acceptsSign(headers, liveSign)
}

/** Removes the sign of a live call, so that no provider and no cassette sees it. */
export function removeLiveSign(headers: Headers): void {
  removeAcceptSign(headers, liveSign)
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
