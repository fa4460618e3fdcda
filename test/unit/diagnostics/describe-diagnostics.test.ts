import { expect, test } from 'vitest'
import { describeDiagnostics } from '../../../src/diagnostics/describe-diagnostics.ts'
import { diagnose } from '../../../src/diagnostics/diagnose.ts'
import type { Exchange } from '../../../src/diagnostics/exchange.ts'
import { exchange, reset, say, sse, stop, think } from './traffic.ts'

test.each<[Exchange, string | undefined]>([
  [exchange({ body: sse(say('Hello'), stop) }), undefined],
  [
    exchange({
      body: sse(say('Hel'), say('lo')),
      failure: reset,
      chunks: [
        [3, 9],
        [1234, 0],
      ],
    }),
    'provider_progress_socket_closed · retry: no, text was already visible · 2 events, then 1.2 s of silence',
  ],
  [
    exchange({ status: 429 }),
    'provider_api_error.rate_limit · retry: yes, the provider may accept it later · status 429',
  ],
  // The page of the miss says it all.
  [exchange(undefined, { refusal: 'miss' }), undefined],
  [
    exchange({ body: sse(think('hm')), aborted: true }, { how: 'aborted' }),
    'client_abort.lifecycle_close · retry: no, it was ended from this side · 1 event',
  ],
])('%#', (one, expected) => {
  expect(describeDiagnostics(diagnose({ exchanges: [one], tools: [] }))).toBe(expected)
})
