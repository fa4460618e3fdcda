import { expect, test } from 'vitest'
import { afterAttempt, type Attempt } from '../../../src/cassette/after-attempt.ts'
import { answered, askOf, replyOf } from '../support/interactions.ts'

const recorded = answered('a', 'recorded by this attempt')
const replayed = answered('b', 'replayed')
const old = answered('c', 'old')
const outdated = answered('a', 'outdated')
const left = answered('d', 'left by a killed process')

/** The kept interactions, by their answers. */
function kept(changes: Partial<Attempt> = {}): string[] {
  const attempt: Attempt = {
    used: [recorded, replayed],
    unused: [old, outdated, left],
    fresh: new Set([recorded, left]),
    passed: true,
    complete: true,
    ...changes,
  }
  return afterAttempt(
    attempt,
    ({ request }) => askOf(request),
    (interaction) => interaction === outdated,
  ).map(replyOf)
}

test('after a complete passing test only the used interactions stay', () => {
  expect(kept()).toEqual(['recorded by this attempt', 'replayed'])
})

test('in a partial run unused interactions stay, except outdated ones that were recorded again', () => {
  const rest = ['old', 'left by a killed process']
  expect(kept({ complete: false })).toEqual(['recorded by this attempt', 'replayed', ...rest])
  expect(kept({ complete: false, used: [replayed] })).toEqual(['replayed', 'old', 'outdated', rest[1]])
})

test('a failed test keeps the recordings of a killed process', () => {
  expect(kept({ passed: false })).toEqual(['recorded by this attempt', 'replayed', 'left by a killed process'])
})
