import { expect, test } from 'vitest'
import { describeDiagnostics } from '../../../src/diagnostics/describe-diagnostics.ts'
import { diagnose } from '../../../src/diagnostics/diagnose.ts'
import type { Exchange } from '../../../src/diagnostics/exchange.ts'
import { exchange, reset, say, sse, stop, think } from './traffic.ts'

function lineOf(...exchanges: Exchange[]): string | undefined {
  return describeDiagnostics(diagnose({ exchanges, tools: [] }))
}

const chunks: Array<[number, number]> = [
  [3, 9],
  [1234, 0],
]

test.each<[Exchange, string | undefined]>([
  [exchange({ body: sse(say('Hello'), stop) }), undefined],
  [
    exchange({ body: sse(say('Hel'), say('lo')), failure: reset, chunks }),
    'the connection broke after 2 events, 1.2 s after the last · do not retry: text was already visible',
  ],
  [
    exchange({ body: sse(think('hm')), failure: reset }),
    'the connection broke after 1 event · safe to retry: only reasoning had arrived',
  ],
  [exchange({ status: 429 }), 'the provider limited the rate (status 429) · safe to retry'],
  [exchange({ status: 401 }), 'the provider refused the API key (status 401) · do not retry'],
  [exchange({ failed: reset }), 'the connection broke before the first byte · safe to retry'],
  // The page of a refused request says it all.
  [exchange(undefined, { refusal: 'miss' }), undefined],
  [exchange(undefined, { refusal: 'error' }), undefined],
  [exchange({ body: sse(think('hm')), aborted: true }, { how: 'aborted' }), 'the app aborted the call after 1 event'],
  [exchange(undefined, { how: 'timeout' }), 'the test timed out while the call had received nothing'],
])('%#', (one, expected) => {
  expect(lineOf(one)).toBe(expected)
})

test('the line of one of several calls has its number', () => {
  const first = exchange({ body: sse(say('Hello'), stop) })
  const second = {
    ...exchange({ body: sse(say('Hel')), aborted: true }, { how: 'cancelled' }),
    key: 'second',
  }
  expect(lineOf(first, second)).toMatch(/^the run was cancelled while call 2 had received 1 event/)
})
