import { expect, test } from 'vitest'
import { seededRandom, seededUuid } from '../../../src/util/seeded-random.ts'

const numbers = (seed: string, count: number): number[] => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => random())
}

test('the same seed gives the same numbers, another seed gives others', () => {
  expect(numbers('a', 50)).toEqual(numbers('a', 50))
  expect(new Set([...numbers('a', 50), ...numbers('b', 50), ...numbers('', 50)]).size).toBe(150)
})

test('the numbers are spread from 0 to below 1', () => {
  const tenths = Array.from({ length: 10 }, () => 0)
  for (const value of numbers('spread', 100_000)) tenths[Math.floor(value * 10)]! += 1
  expect(tenths).toHaveLength(10)
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500)
})

test('each UUID has version 4 and is different', () => {
  const random = seededRandom('uuids')
  const ids = Array.from({ length: 1_000 }, () => seededUuid(random))
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(ids).size).toBe(1_000)
})
