import type { Interaction, StoredRequest, StoredResponse } from '../../../src/cassette/interaction.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'

/** A stored request to OpenAI's chat API; `ask` is its text. */
export function request(ask: string, changes: Partial<StoredRequest> = {}): StoredRequest {
  return { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', body: { text: ask }, ...changes }
}

/** An interaction with an answer; `reply` is its text. */
export function answered(
  ask: string,
  reply: string,
  { recordedAt = '2026-01-02T03:04:05.678Z', ...changes }: Partial<StoredResponse> & { recordedAt?: string } = {},
  lane = 'main',
): Interaction {
  const response = { status: 200, body: { text: reply }, ...changes }
  return { lane, recordedAt, request: request(ask), response }
}

/** An interaction without an answer. */
export function unanswered(ask: string, code = 'ECONNRESET', lane = 'main'): Interaction {
  const failure = {
    name: 'TypeError',
    message: 'fetch failed',
    cause: { name: 'Error', message: `read ${code}`, code },
  }
  return { lane, recordedAt: '2026-01-02T03:04:05.678Z', request: request(ask), failure }
}

/** The text of the request. It serves as match key. */
export function askOf({ body }: StoredRequest): string {
  return textOf(body)
}

/** The text of an answer, or the code of the failure. */
export function replyOf({ response, failure }: Interaction): string {
  return response === undefined ? String(failure?.cause?.code ?? '') : textOf(response.body)
}

function textOf(body: StoredBody | undefined): string {
  return body !== undefined && 'text' in body ? body.text : ''
}
