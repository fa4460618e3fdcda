import type { SseBody, StoredFailure, StoredResponse } from '../../../src/core/interaction.ts'
import type { Exchange } from '../../../src/diagnostics/exchange.ts'

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
/** A request that brings the result of that tool. */
export const withResult = { messages: [user, { role: 'tool', tool_call_id: 'c1', content: 'sunny' }] }

/** One exchange; its key is the text of its request. */
export function exchange(
  outcome: Partial<StoredResponse> | { failed: StoredFailure } | undefined,
  more: Partial<Exchange> & { json?: object } = {},
): Exchange {
  const { json = { messages: [user] }, ...fields } = more
  const request = { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', body: { json } }
  const base = { lane: 'main', recordedAt: '2026-11-21T10:00:00.000Z', request }
  const interaction =
    outcome === undefined
      ? {}
      : 'failed' in outcome
        ? { interaction: { ...base, failure: outcome.failed } }
        : { interaction: { ...base, response: { status: 200, ...outcome } } }
  return {
    key: JSON.stringify(json),
    lane: 'main',
    startedAt: 0,
    request,
    ...interaction,
    ...fields,
  }
}
