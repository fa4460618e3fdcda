/** The length that an answer announces, in bytes, if it does. */
export function announcedLength(headers: Headers): number | undefined {
  const text = headers.get('content-length') ?? ''
  return /^\d+$/.test(text) ? Number(text) : undefined
}

/** Says in the header for it how long a body is, or that its end is told in the body: without either, a client takes one that breaks for a whole one. */
export function frame(headers: Headers, length: number | undefined): Headers {
  if (length === undefined) headers.set('transfer-encoding', 'chunked')
  else headers.set('content-length', String(length))
  return headers
}

/**
 * The headers of an answer that has no body: every client is told that nothing follows, since some read on after a 205.
 *
 * @param length what the answer announces all the same, as one to HEAD and a 304 may.
 */
export function frameNothing(headers: Headers, status: number, length: number | undefined): Headers {
  if (status === 205) headers.set('content-length', '0')
  else if (length !== undefined && status !== 204) headers.set('content-length', String(length))
  return headers
}
