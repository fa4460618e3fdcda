import type { TestAttempt } from '../../session/test-attempt.ts'

/** Names and versions of the SDKs of a test, as they name themselves in their requests. */
export function clientsOf({ traffic, comparing }: TestAttempt): string[] {
  const names = traffic.exchanges.flatMap(({ client }) => (isNamed(client) ? [client] : []))
  if (names.length === 0 || !comparing.isPrepared) return []
  const { text } = comparing.matching.redaction()
  return [...new Set(names.map((name) => text(name)))]
}

/** Node's own `fetch` has a name too, which says nothing. */
function isNamed(client: string | undefined): client is string {
  return client !== undefined && !/^(node|undici)$/.test(client)
}
