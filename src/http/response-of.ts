/** The highest status that `new Response()` accepts. HTTP has three digits, and clients accept all of them. */
const highest = 599

/**
 * A response for a client. Unlike `new Response()`, it may have a status of 600 to 999, which is written to the client's
 * connection unchanged. HTTP/2 has no such status.
 */
export function responseOf(
  body: ConstructorParameters<typeof Response>[0],
  init: { readonly status: number; readonly statusText: string; readonly headers: Headers },
): Response {
  if (init.status <= highest) return new Response(body, init)
  return withStatus(new Response(body, { ...init, status: highest }), init.status)
}

/** MSW clones the response for its listeners: the clone must have the same status. */
function withStatus(response: Response, status: number): Response {
  const clone = response.clone.bind(response)
  return Object.defineProperties(response, {
    status: { value: status },
    clone: { value: () => withStatus(clone(), status) },
  })
}
