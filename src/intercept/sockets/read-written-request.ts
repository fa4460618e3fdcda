/** A request of HTTP/1.1, as far as its client has written it. */
export interface WrittenRequest {
  readonly method: string
  readonly url: URL
  /** The `content-type`. */
  readonly type: string
  /** `undefined` while a part of it is missing. */
  readonly body: string | undefined
  /** The bytes of the whole request; `undefined` while that is not known. Another request may follow them. */
  readonly length: number | undefined
  /** Whether a proxy is asked for it. */
  readonly isProxied: boolean
  /** Whether the body is compressed. */
  readonly isEncoded: boolean
}

/**
 * Reads the request that a client writes on a connection: `begun` while a part of its head is missing, `undefined` for bytes
 * that are no request of HTTP/1.1.
 *
 * @param bytes all that the client has written of the request, and perhaps others behind it.
 */
export function readRequest(bytes: Buffer, isSecure: boolean): WrittenRequest | 'begun' | undefined {
  const start = bytes.toString('latin1', 0, 16)
  if (!/^[A-Z]+ /.test(start)) return undefined
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.toString('latin1', 0, end === -1 ? bytes.length : end)
  const [, method = '', path = ''] = /^([A-Z]+) (\S+) HTTP\/1\.[01](\r\n|$)/.exec(head) ?? []
  if (method === '') return undefined
  if (end === -1) return 'begun'
  const header = (name: string): string =>
    new RegExp(`\\r\\n${name}:[ \\t]*([^\\r]*)`, 'i').exec(head)?.[1]?.trim() ?? ''
  const origin = `${isSecure ? 'https' : 'http'}://${header('host')}`
  const address = method === 'CONNECT' ? `https://${path}` : path.startsWith('/') ? origin + path : path
  if (!URL.canParse(address)) return undefined
  const length = isChunked(head) ? endOfChunks(bytes, end + 4) : end + 4 + Number(/^\d+/.exec(header('content-length')))
  // A client that expects to be asked for its body waits with it.
  const isWhole = header('expect') !== '' || (length !== undefined && bytes.length >= length)
  return {
    method,
    url: new URL(address),
    type: header('content-type'),
    body: isWhole ? writtenBody(bytes.subarray(0, length)).toString() : undefined,
    length,
    isProxied: address === path || method === 'CONNECT',
    isEncoded: header('content-encoding') !== '',
  }
}

/** The body of a request, as far as it is written. */
export function writtenBody(bytes: Buffer): Buffer<ArrayBuffer> {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return Buffer.alloc(0)
  const body = Buffer.from(bytes.subarray(end + 4))
  return isChunked(bytes.toString('latin1', 0, end)) ? withoutChunks(body) : body
}

function isChunked(head: string): boolean {
  return /\r\ntransfer-encoding:[^\r]*chunked/i.test(head)
}

/** The place behind the last chunk and its trailers; `undefined` while that is not written. */
function endOfChunks(bytes: Buffer, start: number): number | undefined {
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at)
    const size = line === -1 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (!(size >= 0)) return undefined
    const end = bytes.indexOf('\r\n\r\n', line)
    if (size === 0) return end === -1 ? undefined : end + 4
    at = line + 2 + size + 2
  }
}

function withoutChunks(bytes: Buffer): Buffer<ArrayBuffer> {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const start = bytes.indexOf('\r\n', at) + 2
    const length = Number.parseInt(bytes.toString('latin1', at, start), 16)
    if (!(length > 0)) break
    pieces.push(bytes.subarray(start, start + length))
    at = start + length + 2
  }
  return Buffer.concat(pieces)
}
