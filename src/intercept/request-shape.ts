import type { HeaderFields } from '../cassette/header-fields.ts'
import { parsedUrl } from '../util/parsed-url.ts'
import { crossOriginOf, type CrossOrigin } from '../http/cross-origin.ts'

/** The properties of a request that every seam knows. */
export interface RequestShape {
  readonly form: 'plain' | 'tunnel' | 'web-socket' | 'preflight' | 'duplex'
  /**
   * The method that counts: a preflight has the one that it asks for, and a tunnel has POST, as a provider's request may
   * come through it.
   */
  readonly method: string
  /** The address of the request. A WebSocket has `ws:` or `wss:`, a tunnel the origin behind the proxy. */
  readonly url: URL
  /** The page that sends the request, where a test environment emulates one. */
  readonly page?: CrossOrigin
  /** The request is a live call that goes past interception. */
  readonly isLive?: true
}

/** The part of a request that its shape is read from. */
export type RequestHead = Pick<Request, 'method' | 'url'> & { readonly headers: HeaderFields }

/**
 * Reads the shape of a request.
 *
 * @param request its `url` is the target as it was sent: that of CONNECT is an authority, `api.openai.com:443`.
 * @param header gives the value of a header by its name in lower case, also of one that `request` hides.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-4.1
 */
export function shapeOf(request: RequestHead, header: (name: string) => string | undefined): RequestShape {
  const authority = request.method === 'CONNECT' ? URL.parse(`https://${request.url}`) : null
  if (authority !== null) return { form: 'tunnel', method: 'POST', url: authority }
  const page = crossOriginOf(request.method, header)
  const method = page?.asksFor?.method ?? request.method
  const rest = { method, ...(page && { page }) }
  if (header('upgrade')?.toLowerCase() === 'websocket')
    return { form: 'web-socket', url: new URL(request.url.replace(/^http/, 'ws')), ...rest }
  const url = parsedUrl(request.url)
  if (page?.asksFor !== undefined) return { form: 'preflight', url, ...rest }
  return { form: isDuplex(header('content-type')) ? 'duplex' : 'plain', url, ...rest }
}

/**
 * Says whether a body of this type is a stream that goes on while the answer comes: events of AWS, as for Nova Sonic, and gRPC.
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function isDuplex(contentType: string | undefined): boolean {
  return /^application\/(vnd\.amazon\.eventstream|grpc)\b/i.test(contentType ?? '')
}
