import { expect, test } from 'vitest'
import { EarlierAttempts } from '../../../src/cassette/earlier-attempts.ts'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { answered, askOf, replyOf } from '../support/interactions.ts'

const identify = ({ request }: Interaction): string => askOf(request)
const [a, b, c] = [answered('a', 'a'), answered('b', 'b'), answered('c', 'c')]
const polls = ['1', '2', '3'].map((reply) => answered('poll', reply))

/** Answers of the used interactions after passed or failed attempts. Only those in `fresh` were recorded. */
function after(
  attempts: ReadonlyArray<readonly [used: readonly Interaction[], passed: boolean]>,
  last: readonly Interaction[],
  fresh: readonly Interaction[],
): string[] {
  const earlier = new EarlierAttempts()
  for (const [used, passed] of attempts) earlier.add(used, passed, (one) => fresh.includes(one), identify)
  return earlier.with(last, identify).map(replyOf)
}

test('all passing repetitions count', () => {
  expect(
    after(
      [
        [[a], true],
        [[b], true],
      ],
      [c],
      [a, b, c],
    ),
  ).toEqual(['a', 'b', 'c'])
})

test('stored interactions that a failed attempt used stay, its recordings do not', () => {
  expect(after([[[a, b], false]], [c], [b, c])).toEqual(['a', 'c'])
  expect(after([[[a, b], false]], [b, c], [b, c])).toEqual(['a', 'b', 'c'])
})

test('an attempt without requests keeps the recordings of the failed attempt', () => {
  expect(after([[[a], false]], [], [a])).toEqual(['a'])
})

test('for the same request as many interactions stay as one attempt used at most', () => {
  expect(after([[polls, true]], polls.slice(0, 1), [])).toEqual(['2', '3', '1'])
  const anew = [answered('poll', '4')]
  expect(after([[polls, true]], anew, [...polls, ...anew])).toEqual(['2', '3', '4'])
  expect(after([[polls.slice(0, 1), true]], anew, [...polls, ...anew])).toEqual(['4'])
})
