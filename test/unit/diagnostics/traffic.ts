import type { StoredFailure, StoredResponse } from '../../../src/cassette/interaction.ts'
import type { SseBody } from '../../../src/cassette/stored-body.ts'
import type { End, Exchange, Lifecycle, Piece } from '../../../src/diagnostics/exchange.ts'

export const reset: StoredFailure = {
  name: 'TypeError',
  message: 'terminated',
  cause: { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' },
}

export const sse = (...data: unknown[]): SseBody => ({ sse: data.map((one) => ({ data: one })) })

export const say = (text: string): object => ({ choices: [{ delta: { content: text } }] })
export const think = (text: string): object => ({ choices: [{ delta: { reasoning: text } }] })
export const call = (more: object): object => ({ choices: [{ delta: { tool_calls: [{ index: 0, ...more }] } }] })
export const stop = { choices: [{ delta: {}, finish_reason: 'stop' }] }

/** A call of a tool, from its name to the end of the answer. */
export const lookUp = [
  call({ id: 'c1', function: { name: 'look', arguments: '{"city":' } }),
  call({ function: { arguments: '"Rome"}' } }),
  { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
]

export const user = { role: 'user', content: 'Hello' }
/** A request with the result of that tool. */
export const withResult = { messages: [user, { role: 'tool', tool_call_id: 'c1', content: 'sunny' }] }

/**
 * One exchange. Its key is the text of its request. The app receives the whole outcome at the recorded times, unless `how`
 * says otherwise.
 */
export function exchange(
  outcome: Partial<StoredResponse> | { failed: StoredFailure } | undefined,
  more: Partial<Exchange> & { json?: object; how?: 'aborted' | 'closed' | 'open' | Lifecycle } = {},
): Exchange {
  const { json = { messages: [user] }, how, ...fields } = more
  const { startedAt = 0 } = fields
  const request = { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', body: { json } }
  const base = { key: JSON.stringify(json), lane: 'main', startedAt, request, pieces: [], ...fields }
  if (outcome === undefined) return { ...base, ...endOf(how, undefined, startedAt) }
  const stored = { lane: 'main', recordedAt: '2026-11-21T10:00:00.000Z', request }
  if ('failed' in outcome) {
    const interaction = { ...stored, failure: outcome.failed }
    return { ...base, interaction, ...endOf(how, outcome.failed, startedAt), ...fields }
  }
  const response = { status: 200, ...outcome }
  let at = startedAt
  const pieces = (response.chunks ?? []).map(([delay, size]): Piece => [(at += delay), size])
  return {
    ...base,
    interaction: { ...stored, response },
    received: response,
    answeredAt: pieces[0]?.[0] ?? startedAt,
    pieces: pieces.filter(([, size]) => size > 0),
    ...endOf(response.aborted ? (how ?? 'closed') : how, response.failure, at),
    ...fields,
  }
}

function endOf(how: string | undefined, failure: StoredFailure | undefined, at: number): { end?: End } {
  if (how === 'open') return {}
  if (how === 'aborted' || how === 'closed') return { end: { how, at } }
  if (how !== undefined) return { end: { how: 'lifecycle', lifecycle: how as Lifecycle, at } }
  return { end: failure === undefined ? { how: 'complete', at } : { how: 'failed', failure, at } }
}
