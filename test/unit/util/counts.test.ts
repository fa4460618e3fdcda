import { assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { counted, number } from '../../../src/util/counts.ts'

test('numbers have commas between thousands', () => {
  assert(
    property(integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (value) => {
      expect(number(value)).toBe(value.toLocaleString('en-US'))
    }),
  )
})

test.each([
  [0.0312, 4, '0.0312'],
  [1234.5, 2, '1,234.50'],
  [999_999.999, 2, '1,000,000.00'],
  [0, 2, '0.00'],
])('%s with %s places is %s', (value, places, text) => {
  expect(number(value, places)).toBe(text)
})

test.each([
  [0, '0 tokens'],
  [1, '1 token'],
  [1204, '1,204 tokens'],
])('%s tokens are %s', (count, text) => {
  expect(counted(count, 'token')).toBe(text)
})
