/**
 * Response headers that are wrong for a decoded body, or that belong to one connection. They are never stored; each
 * replay sets its own.
 */
export const wireHeaders = ['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'trailer'] as const

/**
 * Content codings that are decoded before a body is stored. Any other `content-encoding` stays with its body.
 *
 * @see https://www.iana.org/assignments/http-parameters/http-parameters.xhtml#content-coding
 */
export const decodedCodings = ['br', 'deflate', 'gzip', 'x-gzip', 'zstd'] as const
