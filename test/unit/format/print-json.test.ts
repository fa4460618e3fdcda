import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printJson } from '../../../src/format/print-json.ts'

test('a value that fits on one line gets one line', () => {
  expect(printJson({ a: 1, b: [true, null], c: { d: 'x' } })).toBe('{ "a": 1, "b": [true, null], "c": { "d": "x" } }')
  expect([printJson({}), printJson([]), printJson('x'), printJson(null)]).toEqual(['{}', '[]', '"x"', 'null'])
})

test('a longer value has a line for each item', () => {
  const item = 'x'.repeat(70)
  expect(printJson({ list: [item, item] })).toBe(`{\n  "list": [\n    "${item}",\n    "${item}"\n  ]\n}`)
})

test('the name of a field counts for the width of its line', () => {
  for (let length = 20; length < 60; length++) {
    const printed = printJson({ ['n'.repeat(50)]: { a: 'x'.repeat(length), b: 1 }, c: 'x'.repeat(100) })
    expect(Math.max(...printed.split(/,?\n/).map((line) => line.length))).toBeLessThanOrEqual(120)
  }
})

test('an array of numbers gets one line of any length', () => {
  const vector = Array.from({ length: 500 }, (_, index) => index / 7)
  expect(printJson({ vector, chunks: vector.map((n) => [n, 1]) }).split('\n')).toHaveLength(4)
})

test('undefined fields are left out', () => {
  expect(printJson({ a: undefined, b: 1 })).toBe('{ "b": 1 }')
})

const json = fc.jsonValue({ maxDepth: 5 })

test('the output is JSON for the same value', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.stringify(JSON.parse(printJson(value)))).toBe(JSON.stringify(value))
    }),
    { numRuns: 1_000 },
  )
})

test('a line is longer than 120 columns only for one string or an array of numbers', () => {
  fc.assert(
    fc.property(json, (value) => {
      for (const line of printJson({ value, more: 'x'.repeat(100) }).split(/,?\n/)) {
        const content = line.trim().replace(/^"(?:[^"\\]|\\.)*": /, '')
        if (line.length > 120) expect(content).toMatch(/^("|\[[-\d.e+, [\]]+\]$)/)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('only values that do not fit on a line are broken', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 6 }), (list) => {
      expect(printJson(list).includes('\n')).toBe(list.map((item) => JSON.stringify(item)).join(', ').length + 2 > 120)
    }),
    { numRuns: 1_000 },
  )
})

test('500 levels of nesting are printed', () => {
  const text = '[{"a":'.repeat(250) + '1' + '}]'.repeat(250)
  expect(JSON.stringify(JSON.parse(printJson(JSON.parse(text))))).toBe(text)
})
