import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellsOf, firstCells, lastCells } from '../../../src/errors/pages/cells.ts'

test.each([
  ['A table', 7],
  ['é', 1],
  ['e\u0301', 1],
  ['请帮我', 6],
  ['한국', 4],
  ['カﾊ', 3],
  ['（全角）', 8],
  ['😀', 2],
  ['สี่', 1],
  ['…↵·→', 4],
])('%s takes %i cells', (text, cells) => {
  expect(cellsOf(text)).toBe(cells)
})

test('a cut text fits and is as long as possible', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '请', '😀', 'e\u0301', ' '), maxLength: 30 })
  fc.assert(
    fc.property(text, fc.nat(40), (all, cells) => {
      const [first, last] = [firstCells(all, cells), lastCells(all, cells)]
      expect(all.startsWith(first)).toBe(true)
      expect(all.endsWith(last)).toBe(true)
      for (const part of [first, last]) {
        expect(cellsOf(part)).toBeLessThanOrEqual(cells)
        expect(part === all || cellsOf(part) >= cells - 1).toBe(true)
      }
    }),
  )
})
