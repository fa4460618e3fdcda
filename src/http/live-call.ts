import { plainStatusText } from './plain-status-text.ts'
import type { Redirect } from './upstream.ts'

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
}

/** `fetch` in the one form that is used here. */
export type Send = (url: string, init: RequestInit) => Promise<Response>

/**
 * Sends a request to the provider and gives its answer. Redirects are for the client to follow.
 *
 * @param send `fetch` past every interception.
 * @throws the error of `fetch` when no answer comes.
 */
export async function callLive(call: LiveCall, send: Send, redirect: Redirect | undefined): Promise<Response> {
  const headers = new Headers([...call.headers].filter(([name]) => !connectionHeaders.has(name)))
  for (const [name, value] of Object.entries(redirect?.headers ?? {})) headers.set(name, value)
  const response = await send(redirect?.url.href ?? call.url, {
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
  const plain = plainStatusText(response.statusText)
  return plain === response.statusText ? response : Object.defineProperty(response, 'statusText', { value: plain })
}
