import { expect, test } from 'vitest'
import { daysOld, isStale, parseDuration } from '../../../src/cassette/age.ts'
import { answered } from '../support/interactions.ts'

const hour = 60 * 60 * 1000

test.each([
  ['12h', 12 * hour],
  ['90d', 90 * 24 * hour],
  ['4w', 28 * 24 * hour],
  ['1y', 365 * 24 * hour],
  [' 90 D ', 90 * 24 * hour],
])('%s', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

test.each(['', '90', 'd', '0d', '-1d', '1.5d', '90days', '3m', '1e3d', '90d 12h', '999999d'])(
  '"%s" is none',
  (text) => {
    expect(parseDuration(text)).toBeUndefined()
  },
)

test('an interaction is stale one millisecond after maxAge', () => {
  const one = answered('a', 'b')
  const recorded = Date.parse(one.recordedAt)
  expect(isStale(one, '1d', recorded + 24 * hour)).toBe(false)
  expect(isStale(one, '1d', recorded + 24 * hour + 1)).toBe(true)
  expect(daysOld(one, recorded + 47 * hour)).toBe(1)
})
