import { expect, test } from 'vitest'
import { describeDiagnostics } from '../../../src/diagnostics/describe-diagnostics.ts'
import { diagnose, type Diagnostics } from '../../../src/diagnostics/diagnose.ts'
import type { Exchange, ToolAnnouncement } from '../../../src/diagnostics/exchange.ts'
import { diagnosticsSchema } from '../../../src/diagnostics/diagnostics-schema.ts'
import { exchange, lookUp, reset, say, sse, stop, think } from './traffic.ts'

function run(exchanges: readonly Exchange[], tools: readonly ToolAnnouncement[] = []): Diagnostics {
  return diagnosticsSchema.parse(diagnose({ exchanges, tools }))
}

const at = (startedAt: number): { startedAt: number; json: object } => ({ startedAt, json: { messages: [startedAt] } })
const notFound = exchange({ status: 404 }, at(0))
const left = exchange({ body: sse(say('Hel')), aborted: true }, at(0))
const cut = exchange({ body: sse(say('Hel')), failure: reset }, at(10))
const cutFirst = exchange({ body: sse(say('Hel')), failure: reset }, at(0))

test.each<[string, Exchange[], string]>([
  ['a handled 404 does not hide the cut of the next stream', [notFound, cut], 'provider_progress_socket_closed'],
  ['a break out of one stream does not hide the cut of the next', [left, cut], 'provider_progress_socket_closed'],
  [
    'a failure that the app survived counts when nothing failed later',
    [notFound, exchange({ body: sse(stop) }, at(10))],
    'invalid_request',
  ],
  [
    'of two failures at once the first counts',
    [cutFirst, exchange({ status: 404 }, { ...at(0), answeredAt: 3 })],
    'provider_progress_socket_closed',
  ],
  [
    'a timeout of the test after a handled failure',
    [notFound, exchange({ body: sse(say('x')) }, { ...at(10), how: 'timeout' })],
    'lifecycle_close',
  ],
  [
    'what is closed at the end of the test is clean-up',
    [cutFirst, exchange({ body: sse(say('x')) }, { ...at(10), how: 'test-ended' })],
    'provider_progress_socket_closed',
  ],
  [
    'another lane goes on by itself',
    [cutFirst, exchange({ status: 404 }, { ...at(10), lane: 'other' })],
    'provider_progress_socket_closed',
  ],
])('%s', (_, exchanges, suffix) => {
  expect(run(exchanges).summary_key.split('.')[1]).toBe(suffix)
})

test('evidence is in the order in which it happened, to the fraction of a millisecond', () => {
  const first = exchange({ status: 404 }, { ...at(0), startedAt: 10.1, answeredAt: 10.2 })
  const second = exchange({ body: sse(stop) }, { ...at(1), startedAt: 10.3, answeredAt: 10.45 })
  const tool = { name: 'look', effect: 'read_only', at: 10.25, endedAt: 10.4, outcome: 'failed' } as const
  expect(run([first, second], [tool]).evidence.map(({ type }) => type)).toEqual([
    'request_sent',
    'response_started',
    'api_error',
    'tool_execution_started',
    'request_sent',
    'answer_completed',
    'tool_failed',
    'response_started',
  ])
})

test.each<[string, Exchange, string | undefined]>([
  ['nothing', exchange({ body: sse(stop) }), undefined],
  ['no answer', exchange({ failed: reset }), 'before_response'],
  ['the head', exchange({ body: sse(), failure: reset }), 'before_output'],
  ['reasoning', exchange({ body: sse(think('hm')), failure: reset }), 'reasoning'],
  ['text', exchange({ body: sse(say('Hel')), failure: reset }), 'text'],
  ['half a tool call', exchange({ body: sse(...lookUp.slice(0, 1)), failure: reset }), 'tool_input'],
  ['a whole tool call', exchange({ body: sse(...lookUp), failure: reset }), 'tool_call_complete_not_executed'],
])('the phase after %s', (_, one, phase) => {
  expect(run([one]).phase).toBe(phase)
})

test('the line for people says that the tool call is complete and was not executed', () => {
  const broken = exchange({ body: sse(...lookUp), failure: reset })
  expect(describeDiagnostics(run([broken]))).toContain('and its tool call was complete, but not executed ·')
  const tool = { name: 'look', effect: 'read_only', at: 0 } as const
  expect(run([broken], [tool]).phase).toBe('tool_executed')
})

test('a timeout of the client is a watchdog, with the silence before it', () => {
  const silent = { ...exchange(undefined, { startedAt: 100 }), end: { how: 'timed-out', at: 2_600 } } satisfies Exchange
  expect(run([silent])).toMatchObject({ summary_key: 'external_stream_disconnect.watchdog_timeout', silence_ms: 2_500 })
  expect(describeDiagnostics(run([silent]))).toContain('the client gave up after 2.5 s of silence')
  const chunks = [[5, 60]] as const
  const stalled = {
    ...exchange({ body: sse(say('Hel')), chunks, aborted: true }),
    end: { how: 'timed-out', at: 905 },
  } satisfies Exchange
  expect(run([stalled])).toMatchObject({ summary_key: 'external_stream_disconnect.watchdog_timeout', silence_ms: 900 })
})

test("the reason of the app's own signal is kept, as far as it is not private", () => {
  const reason = { name: 'BudgetSpent', message: 'private', code: 'E_BUDGET' }
  const aborted = { ...exchange({ body: sse(say('Hel')) }), end: { how: 'aborted', at: 5, reason } } satisfies Exchange
  expect(run([aborted])).toMatchObject({
    classification: 'client_abort',
    error: { name: 'BudgetSpent', message: 'redacted', code: 'E_BUDGET' },
  })
})
