import type { StoredRequest } from '../../cassette/interaction.ts'
import { keyOf } from '../../match/match-rules.ts'
import type { Matching } from '../../match/matching.ts'
import { asksForEvents, isBackgroundStream } from '../../providers/mcp.ts'
import type { ActiveSettings } from '../../session/test-identity.ts'
import type { OpenCassette } from '../../store/open-cassette.ts'

/** The part of an attempt that says whether a stream was recorded. */
interface Streaming {
  readonly test: { readonly settings: Pick<ActiveSettings, 'mode'> }
  readonly comparing: { readonly matching: Matching }
  readonly traffic: { readonly exchanges: ReadonlyArray<{ readonly request: StoredRequest }> }
}

/** Whether a replay has no answer for a client of MCP that opens a background stream. Its test goes on without it. */
export function lacksStream(
  { test, comparing: { matching }, traffic }: Streaming,
  cassette: Pick<OpenCassette, 'answers' | 'interactions'>,
  lane: string,
  request: StoredRequest,
): boolean {
  if (test.settings.mode !== 'replay' || !asksForEvents(request)) return false
  const others = (): StoredRequest[] => [...cassette.interactions, ...traffic.exchanges].map((one) => one.request)
  const safe = matching.redaction().request(request)
  if (!isBackgroundStream(safe, others)) return false
  return cassette.answers(lane, keyOf(safe, matching)).every(({ playedBy }) => playedBy !== undefined)
}

/**
 * The answer of a server of MCP that has no background stream.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server
 */
export function noStream(): Response {
  const error = { code: -32_000, message: 'Method not allowed.' }
  return Response.json({ jsonrpc: '2.0', error, id: null }, { status: 405, headers: { allow: 'POST' } })
}
