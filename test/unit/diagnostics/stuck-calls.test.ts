import { expect, test } from 'vitest'
import type { Exchange } from '../../../src/diagnostics/exchange.ts'
import { countCalls, findStuck } from '../../../src/diagnostics/stuck-calls.ts'
import { unrecovered } from '../../../src/diagnostics/retries.ts'
import { exchange, lookUp, reset, say, sse, stop } from './traffic.ts'

let ids = 0

/** Requests and answers in one lane, from `question:answer`. Each answer has its own id, as with providers. */
function traffic(text: string, lane = 'main'): Exchange[] {
  return text.split(' ').map((pair) => {
    const [question, answer = ''] = pair.split(':')
    const failure = { 500: { status: 500 }, reset: { failed: reset } }[answer]
    const refusal = answer === 'miss' ? { refusal: 'miss' as const } : {}
    const body = answer === 'look' ? sse(...lookUp) : sse({ id: `chatcmpl-${++ids}`, ...say(answer) }, stop)
    const outcome = answer === 'miss' || answer === 'open' ? undefined : (failure ?? { body })
    return exchange(outcome, { json: { question }, lane, ...refusal })
  })
}

function stuck(exchanges: readonly Exchange[], stuckRevisitGap = 5, maxRevisits = 3): number[] | undefined {
  return findStuck(exchanges, { stuckRevisitGap, maxRevisits })?.map(({ position }) => position)
}

test.each<[string, number[] | undefined]>([
  ['a:x a:x a:x a:x', [1, 2, 3, 4]],
  ['a:x a:x a:x', undefined],
  ['a:x b:y a:x b:z a:x c:x a:x', [1, 3, 5, 7]],
  ['a:look b:1 a:look b:2 a:look b:3 a:look', [1, 3, 5, 7]],
  ['a:x a:x a:y a:x a:x', undefined],
  ['a:y a:x a:x a:x a:x a:x', [2, 3, 4, 5, 6]],
  ['a:open a:open a:open a:open', undefined],
  ['a:miss a:miss a:miss a:miss a:miss', undefined],
  // Attempts of one call, as SDKs make them.
  ['a:500 a:500 a:500 a:500', undefined],
  ['a:500 a:x a:x a:500 a:x a:x', [1, 2, 3, 4]],
])('%s', (text, positions) => {
  expect(stuck(traffic(text))).toEqual(positions)
})

test('a repeated request after a larger gap is not a revisit', () => {
  const text = 'a:x b:1 c:1 a:x b:2 c:2 a:x b:3 c:3 a:x'
  expect(stuck(traffic(text), 3)).toEqual([1, 4, 7, 10])
  expect(stuck(traffic(text), 2)).toBeUndefined()
  expect(stuck(traffic(text), 3, 4)).toBeUndefined()
  expect(stuck(traffic('a:x a:x'), 1, 1)).toEqual([1, 2])
})

test('equal requests at the same time are no circle', () => {
  const at = (startedAt: number): Exchange =>
    exchange({ body: sse(say('x'), stop), chunks: [[10, 1]] }, { json: { question: 'a' }, startedAt })
  expect(stuck([at(0), at(1), at(2), at(3), at(4)])).toBeUndefined()
  expect(stuck([at(0), at(1), at(20), at(21), at(40), at(41), at(60)])).toEqual([1, 3, 5, 7])
})

test('lanes do not count together', () => {
  expect(stuck([...traffic('a:x a:x'), ...traffic('a:x a:x', 'other')])).toBeUndefined()
  expect(stuck([...traffic('a:x a:x'), ...traffic('a:x a:x a:x a:x', 'other')])).toEqual([3, 4, 5, 6])
})

test('a retry after a transient failure belongs to the same call, and a refused request is not a call', () => {
  const made = traffic('a:500 a:reset a:x b:miss c:500 d:open a:x')
  expect(countCalls(made).map(({ position, exchange }) => [position, made.indexOf(exchange)])).toEqual([
    [1, 2],
    [2, 4],
    [3, 5],
    [4, 6],
  ])
})

test('only a request that starts after a failure is its retry', () => {
  const limited = (startedAt: number, answeredAt: number): Exchange =>
    exchange({ status: 429 }, { startedAt, answeredAt })
  const fine = (startedAt: number): Exchange => exchange({ body: sse(say('x'), stop) }, { startedAt })
  const lost = (exchanges: readonly Exchange[]): number[] =>
    exchanges.flatMap(({ interaction }, index) => (unrecovered(exchanges).has(interaction!) ? [index] : []))
  const alone = [limited(0, 5), fine(1)]
  expect([countCalls(alone).length, lost(alone)]).toEqual([2, [0]])
  const again = [limited(0, 5), fine(6)]
  expect([countCalls(again).length, lost(again)]).toEqual([1, []])
  // Each retry belongs to one failed request.
  const both = [limited(0, 5), limited(1, 5), fine(6)]
  expect([countCalls(both).length, lost(both)]).toEqual([2, [1]])
})
