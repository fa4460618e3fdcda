import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparable } from '../../../src/match/view/comparable.ts'
import { Similarity, partsOf } from '../../../src/match/nearest/similarity.ts'
import { findNearest, type Candidate } from '../../../src/match/nearest/nearest.ts'

type Json = unknown

/** A slow reference: it weighs all values and compares all pairs completely. */
function slowly(asked: Json, recorded: Json): number {
  return equal(asked, recorded) / Math.max(weight(asked), weight(recorded))
}

function weight(value: Json): number {
  if (typeof value === 'string') return Math.log2(2 + value.length)
  return 1 + children(value).reduce<number>((sum, child) => sum + weight(child), 0)
}

function children(value: Json): Json[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

function equal(a: Json, b: Json): number {
  if (typeof a === 'string' && typeof b === 'string') return equalText(a, b)
  if (Array.isArray(a) && Array.isArray(b)) return equalItems(a, b)
  if (isRecord(a) && isRecord(b)) {
    const names = Object.keys(a).filter((name) => Object.hasOwn(b, name))
    return names.reduce((sum, name) => sum + equal(a[name], b[name]), 1)
  }
  return a === b ? 1 : 0
}

function equalText(a: string, b: string): number {
  if (a === b) return weight(a)
  const shortest = Math.min(a.length, b.length)
  let start = 0
  while (start < shortest && a[start] === b[start]) start += 1
  let end = 0
  while (start + end < shortest && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const longest = Math.max(a.length, b.length)
  return (Math.log2(2 + longest) * (start + end)) / longest
}

function equalItems(a: Json[], b: Json[]): number {
  const same = (x: Json, y: Json): boolean => {
    const equals = (left: Json, right: Json): boolean => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
    return equals(x, y)
  }
  const shortest = Math.min(a.length, b.length)
  let start = 0
  while (start < shortest && same(a[start], b[start])) start += 1
  let end = 0
  while (start + end < shortest && same(a.at(-1 - end), b.at(-1 - end))) end += 1
  const pairs = [
    ...a.slice(0, shortest - end).map((item, index) => [item, b[index]]),
    ...Array.from({ length: end }, (_, index) => [a.at(-1 - index), b.at(-1 - index)]),
  ]
  return pairs.reduce((sum, [x, y]) => sum + equal(x, y), 1)
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([x], [y]) => (x < y ? -1 : 1))
      .map(([name, child]) => [name, sorted(child)]),
  )
}

function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const names = fc.constantFrom('a', 'b', 'content', 'role', 'toString')
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.constantFrom('', 'one', 'one two', 'one three', 'two'), fc.constantFrom(0, 1, null, true)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

test('the similarity equals that of the reference, in both directions', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(new Similarity(a).to(b)).toBeCloseTo(slowly(a, b), 9)
      expect(new Similarity(b).to(a)).toBeCloseTo(slowly(a, b), 9)
      expect(new Similarity(a).to(structuredClone(a))).toBe(1)
    }),
    { numRuns: 1000 },
  )
})

test('only values below the least similarity are rejected', () => {
  fc.assert(
    fc.property(json, json, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, least) => {
      const like = slowly(a, b)
      fc.pre(Math.abs(like - least) > 1e-9)
      expect(new Similarity(a).to(b, least) !== undefined).toBe(like > least)
    }),
    { numRuns: 1000 },
  )
})

test('the nearest request is that of the reference', () => {
  const candidate = fc.record({ json, isPlayed: fc.boolean(), isOwnLane: fc.boolean() })
  fc.assert(
    fc.property(json, fc.array(candidate, { maxLength: 8 }), (asked, recorded) => {
      const view = (body: Json): Candidate['view'] => ({
        method: 'POST',
        url: 'https://api.openai.com/v1/x',
        headers: {},
        body: { json: body },
      })
      const candidates = recorded.map(({ json: body, ...rest }) => ({ view: view(body), ...rest }))
      let best: { index: number; distance: number } | undefined
      for (const [index, { view: other, isOwnLane, isPlayed }] of candidates.entries()) {
        const like = slowly(partsOf(comparable(view(asked))), partsOf(comparable(other)))
        const distance = (1.000001 - like) * (isOwnLane ? 0.6 : 1) * (isPlayed ? 1 : 0.6)
        if (like >= 0.5 && distance < (best?.distance ?? 2) - 1e-9) best = { index, distance }
      }
      expect(findNearest(view(asked), candidates)?.index).toBe(best?.index)
    }),
    { numRuns: 1000 },
  )
})
