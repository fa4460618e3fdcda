import { expect, test } from 'vitest'
import { hasEqualAtOnce } from '../../../src/diagnostics/equal-at-once.ts'
import type { Exchange } from '../../../src/diagnostics/exchange.ts'
import { exchange, say, sse, stop } from './traffic.ts'

/** An exchange that takes 10 milliseconds. */
function made(question: string, startedAt: number, lane = 'main'): Exchange {
  return exchange({ body: sse(say('x'), stop), chunks: [[10, 1]] }, { json: { question }, startedAt, lane })
}

test('equal requests of one lane in flight at once', () => {
  expect(hasEqualAtOnce([made('a', 0), made('b', 1), made('a', 5)])).toBe(true)
  expect(hasEqualAtOnce([made('a', 0), made('b', 1), made('a', 10)])).toBe(false)
  expect(hasEqualAtOnce([made('a', 0), made('a', 5, 'other')])).toBe(false)
  expect(hasEqualAtOnce([made('a', 0), made('b', 5)])).toBe(false)
})
