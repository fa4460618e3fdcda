import fc from 'fast-check'
import { expect, test } from 'vitest'
import { literalFinder } from '../../../src/redact/literals.ts'
import { marksIn } from '../../../src/redact/redact-shapes.ts'

test('exactly those literals are found that a text holds', () => {
  const word = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom('a', 'A', 'b', '_', '\u00e9'), minLength, maxLength })
  fc.assert(
    fc.property(fc.uniqueArray(word(2, 6), { maxLength: 8 }), word(0, 40), (literals, text) => {
      const expected = literals.filter((literal) => text.includes(literal))
      expect([...literalFinder(literals)(text)].sort()).toEqual(expected.sort())
    }),
    { numRuns: 1_000 },
  )
})

test('marks of shapes count as they are written, and those of labels in any case', () => {
  const { shapes, labels } = marksIn(
    'My PassWord and my PASSWORT, CONTRASE\u00d1A and \u041f\u0410\u0420\u041e\u041b\u042c: NTN_ or ntn_',
  )
  expect([...shapes].sort()).toEqual(['ntn_'])
  expect([...labels].sort()).toEqual(['contrase\u00f1a', 'pass', 'passwort', '\u043f\u0430\u0440\u043e\u043b\u044c'])
})

test('the marks of one text are not those of the next', () => {
  expect(marksIn('a token').labels).toEqual(new Set(['token']))
  expect(marksIn('a secret').labels).toEqual(new Set(['secret']))
  expect(marksIn('nothing')).toEqual({ shapes: new Set(), labels: new Set() })
})
