/**
 * Response headers that are not true of a decoded body, or that belong to one connection: never stored, and set anew for
 * every client.
 */
export const wireHeaders = ['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'trailer'] as const

/**
 * Codings that a recorded body is decoded from. A `content-encoding` of any other stays, as its body does.
 *
 * @see https://www.iana.org/assignments/http-parameters/http-parameters.xhtml#content-coding
 */
export const decodedCodings = ['br', 'deflate', 'gzip', 'x-gzip', 'zstd'] as const
