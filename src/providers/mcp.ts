import type { Interaction, StoredHeaders, StoredRequest } from '../cassette/interaction.ts'
import { rpcMessage } from './wire/json-rpc.ts'

/** Whether a request asks for a stream of events that has no end of its own. */
export function asksForEvents({ method, headers }: Pick<StoredRequest, 'method' | 'headers'>): boolean {
  return method === 'GET' && [headers?.['accept'] ?? []].flat().some((value) => value.includes('text/event-stream'))
}

/**
 * Whether a request opens the stream on which a server of MCP sends what nobody has asked for. A client opens it in the
 * background and goes on without it, so it may be missing in one run and not in another.
 *
 * @param others requests of the same test, or of its cassette.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server
 */
export function isBackgroundStream(request: StoredRequest, others: Requests): boolean {
  return asksForEvents(request) && hasMessageTo(addressOf(request.url), others, addressOf)
}

/** Whether a request opens a stream of a server of MCP: one in the background, or one for the answers to all requests. */
export function isMcpStream(request: StoredRequest, others: Requests): boolean {
  return asksForEvents(request) && hasMessageTo(originOf(request.url), others, originOf)
}

type Requests = () => Iterable<StoredRequest>

function hasMessageTo(target: string, others: Requests, targetOf: (url: string) => string): boolean {
  for (const { method, url, body } of others())
    if (method === 'POST' && targetOf(url) === target && rpcMessage(body) !== undefined) return true
  return false
}

/** The interactions without background streams on which nothing came: no answer waits for them. */
export function withoutIdleStreams(interactions: readonly Interaction[]): readonly Interaction[] {
  const requests = (): StoredRequest[] => interactions.map(({ request }) => request)
  return interactions.filter(
    ({ request, response }) => response?.body !== undefined || !isBackgroundStream(request, requests),
  )
}

/** Whether a client of MCP asks for events, by the headers that a cassette does not hold. */
export function asksForMcpEvents({
  method,
  headers,
}: {
  readonly method: string
  readonly headers: Pick<Headers, 'get' | 'has'>
}): boolean {
  const accept = headers.get('accept') ?? ''
  return asksForEvents({ method, headers: { accept } satisfies StoredHeaders }) && headers.has('mcp-protocol-version')
}

/** An address without its query. */
export function addressOf(url: string): string {
  return url.replace(/[?#].*$/s, '')
}

function originOf(url: string): string {
  return new URL(url).origin
}
