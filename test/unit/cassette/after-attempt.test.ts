import { expect, test } from 'vitest'
import { afterAttempt, type Attempt } from '../../../src/cassette/after-attempt.ts'
import { answered, askOf, replyOf } from '../support/interactions.ts'

const recorded = answered('a', 'recorded by this attempt')
const replayed = answered('b', 'replayed')
const old = answered('c', 'old')
const outdated = answered('a', 'outdated')
const left = answered('d', 'left by a killed process')

/** What is kept, as answers. */
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

test('a test that passed and asked for everything leaves what it used', () => {
  expect(kept()).toEqual(['recorded by this attempt', 'replayed'])
})

test('where more may be asked for, the rest stays; what is outdated goes when it was recorded again', () => {
  const rest = ['old', 'left by a killed process']
  expect(kept({ complete: false })).toEqual(['recorded by this attempt', 'replayed', ...rest])
  expect(kept({ complete: false, used: [replayed] })).toEqual(['replayed', 'old', 'outdated', rest[1]])
})

test('a test that failed keeps what was paid for', () => {
  expect(kept({ passed: false })).toEqual(['recorded by this attempt', 'replayed', 'left by a killed process'])
})
