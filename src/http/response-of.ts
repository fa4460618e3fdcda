/** Highest status that `Response` can be made with. HTTP has three digits, and every client takes them all. */
const highest = 599

/**
 * A response for a client. Unlike `new Response()`, it may have a status of 600 to 999, which is written to the client's
 * connection as it is; HTTP/2 has none.
 */
export function responseOf(
  body: ConstructorParameters<typeof Response>[0],
  init: { readonly status: number; readonly statusText: string; readonly headers: Headers },
): Response {
  if (init.status <= highest) return new Response(body, init)
  return withStatus(new Response(body, { ...init, status: highest }), init.status)
}

/** A clone, as MSW makes one for its listeners, would else have the other status. */
function withStatus(response: Response, status: number): Response {
  const clone = response.clone.bind(response)
  return Object.defineProperties(response, {
    status: { value: status },
    clone: { value: () => withStatus(clone(), status) },
  })
}
