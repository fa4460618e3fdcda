import { expect, test } from 'vitest'
import { isTransientFailure, outcomeText, sift } from '../../../src/diagnostics/transient-failures.ts'
import type { Interaction, StoredResponse } from '../../../src/cassette/interaction.ts'
import type { SseEvent } from '../../../src/cassette/stored-body.ts'
import { answered, askOf, replyOf, unanswered } from '../support/interactions.ts'

const limited = { status: 429 }
const reset = { name: 'Error', message: 'read ECONNRESET', code: 'ECONNRESET' }

/** All interactions were recorded in this run, except those in `old`. */
function sifted(interactions: Interaction[], old: Interaction[] = []): { kept: string[]; failed: string[] } {
  const fresh = new Set(interactions.filter((interaction) => !old.includes(interaction)))
  const { kept, failed } = sift(interactions, fresh, ({ request }) => askOf(request))
  return { kept: kept.map(replyOf), failed: failed.map(replyOf) }
}

test.each([
  [200, false],
  [201, false],
  [304, false],
  [400, false],
  [401, true],
  [403, true],
  [404, false],
  [408, true],
  [409, true],
  [413, false],
  [422, false],
  [429, true],
  [500, true],
  [503, true],
  [529, true],
  [599, true],
  [799, false],
])('status %i is transient: %s', (status, passes) => {
  expect(isTransientFailure(answered('a', '', { status }))).toBe(passes)
})

test('a broken stream and a call without an answer are transient failures, a stream that the client left is not', () => {
  expect(isTransientFailure(answered('a', 'hal', { failure: reset }))).toBe(true)
  expect(isTransientFailure(unanswered('a'))).toBe(true)
  expect(isTransientFailure(answered('a', 'hal', { aborted: true }))).toBe(false)
})

const stream = (...sse: SseEvent[]): Partial<StoredResponse> => ({ body: { sse } })
const text = { data: { choices: [{ delta: { content: 'Hel' } }] } }
const claude = {
  event: 'content_block_delta',
  data: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } },
}
const anthropicError = (type: string): SseEvent => ({
  event: 'error',
  data: { type: 'error', error: { type, message: 'x' } },
})
const failed = { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message: 'x' } } }

test.each<[string, Partial<StoredResponse>, string | undefined]>([
  ["Anthropic's error event", stream(claude, anthropicError('overloaded_error')), 'the error overloaded_error'],
  ["Anthropic's error event without any text", stream(anthropicError('api_error')), 'the error api_error'],
  [
    "OpenAI's error event",
    stream(text, { data: { error: { type: 'server_error', message: 'x' } } }),
    'the error server_error',
  ],
  ["OpenAI's failed response", stream({ data: failed }), 'the error rate_limit_exceeded'],
  ['a body with an error and a number', { body: { json: { error: { code: 429, message: 'x' } } } }, 'the error 429'],
  ['a stream without its end', stream(text), 'a stream without its end'],
  ["Anthropic's stream without its end", stream(claude), 'a stream without its end'],
  ['a stream with its end', stream(text, { data: '[DONE]' }), undefined],
  ['a stream that the client left', { ...stream(text), aborted: true }, undefined],
  ['an error about the request', stream(text, { data: { error: { code: 400, message: 'x' } } }), undefined],
  ['an answer with an error field of its own', { body: { json: { error: 'no such document' } } }, undefined],
  ['an unknown stream', stream({ data: { progress: 1 } }), undefined],
])('a failure inside a 200: %s', (_, response, found) => {
  const interaction = answered('a', '', response)
  expect(isTransientFailure(interaction)).toBe(found !== undefined)
  expect(outcomeText(interaction)).toBe(found === undefined ? 'answered 200' : `answered 200 with ${found}`)
})

test('a failure before a good answer is dropped', () => {
  const calls = [answered('a', 'limit', limited), unanswered('a'), answered('a', 'good')]
  expect(sifted(calls)).toEqual({ kept: ['good'], failed: [] })
})

test('a failure without a later answer fails the recording', () => {
  const calls = [answered('a', 'good'), answered('a', 'limit', limited)]
  expect(sifted(calls)).toEqual({ kept: ['good'], failed: ['limit'] })
  expect(sifted([unanswered('a')])).toEqual({ kept: [], failed: ['ECONNRESET'] })
})

test('all failures at the end are listed in order', () => {
  const calls = [unanswered('a', 'ETIMEDOUT'), answered('b', 'good'), answered('a', 'limit', limited)]
  expect(sifted(calls)).toEqual({ kept: ['good'], failed: ['ETIMEDOUT', 'limit'] })
})

test('a good answer to a concurrent request of the same key does not drop a failure', () => {
  const calls = [answered('a', 'limit', limited), answered('a', 'good')]
  const { kept, failed } = sift(calls, new Set(calls), ({ request }) => askOf(request), new Set(calls.slice(0, 1)))
  expect([kept.map(replyOf), failed.map(replyOf)]).toEqual([['good'], ['limit']])
})

test('a good answer to another request or in another lane does not drop a failure', () => {
  expect(sifted([answered('a', 'limit', limited), answered('b', 'good')])).toEqual({
    kept: ['good'],
    failed: ['limit'],
  })
  const lanes = [answered('a', 'limit', limited, 'one'), answered('a', 'good', {}, 'two')]
  expect(sifted(lanes)).toEqual({ kept: ['good'], failed: ['limit'] })
})

test('a client error is an answer: it is kept, and earlier failures are dropped', () => {
  expect(sifted([answered('a', 'limit', limited), answered('a', 'bad request', { status: 400 })])).toEqual({
    kept: ['bad request'],
    failed: [],
  })
})

test('older interactions are always kept', () => {
  const old = [answered('a', 'old limit', limited), unanswered('b')]
  expect(sifted(old, old)).toEqual({ kept: ['old limit', 'ECONNRESET'], failed: [] })
})

test('kept interactions stay in order', () => {
  const calls = [
    answered('a', '1'),
    answered('b', 'limit', limited),
    answered('c', '2'),
    answered('b', '3'),
    answered('a', '4'),
  ]
  expect(sifted(calls).kept).toEqual(['1', '2', '3', '4'])
})

test('an aborted call is kept when no answer followed', () => {
  const left: Interaction = {
    ...unanswered('a'),
    failure: { name: 'AbortError', message: 'This operation was aborted' },
    response: undefined,
  } as never
  expect(sift([left], new Set([left]), () => 'a')).toEqual({ kept: [left], failed: [], dropped: [] })
  const good = answered('a', 'good')
  expect(sift([left, good], new Set([left, good]), () => 'a')).toEqual({ kept: [good], failed: [], dropped: [left] })
})

test.each([
  [unanswered('a', 'ENOTFOUND'), 'ENOTFOUND'],
  [answered('a', '', { failure: reset }), 'ECONNRESET'],
  [answered('a', '', { failure: { name: 'Error', message: 'terminated' } }), 'terminated'],
  [answered('a', '', { status: 529 }), 'answered 529'],
])('the outcome in a word', (interaction, text) => {
  expect(outcomeText(interaction)).toBe(text)
})
