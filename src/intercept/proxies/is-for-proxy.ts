/**
 * Says whether the first bytes of a connection are a request to a proxy: for a tunnel, or with a whole address. NATS and STOMP begin
 * with `CONNECT` too, and name no host behind it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function isForProxy(head: string): boolean {
  return /^(CONNECT [\w[]|[A-Z]+ https?:\/\/)/.test(head)
}
