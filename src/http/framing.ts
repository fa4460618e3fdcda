/** The length in bytes that an answer announces; `undefined` when it announces none. */
export function announcedLength(headers: Headers): number | undefined {
  const text = headers.get('content-length') ?? ''
  return /^\d+$/.test(text) ? Number(text) : undefined
}

/** Headers by their names in lower case. */
export type FramedHeaders = Map<string, string | readonly string[]>

/**
 * Sets the header that tells a client where a body ends: its length, or chunks. Without one, a client takes a body that
 * breaks for a whole one.
 */
export function frame(headers: FramedHeaders, length: number | undefined): FramedHeaders {
  if (length === undefined) headers.set('transfer-encoding', 'chunked')
  else headers.set('content-length', String(length))
  return headers
}

/**
 * Sets the headers of an answer without a body. Some clients read on after a 205 that announces no length.
 *
 * @param length the length that the answer announces although it has no body, as a 304 and an answer to HEAD may.
 */
export function frameNothing(headers: FramedHeaders, status: number, length: number | undefined): FramedHeaders {
  if (status === 205) headers.set('content-length', '0')
  else if (length !== undefined && status !== 204) headers.set('content-length', String(length))
  return headers
}
