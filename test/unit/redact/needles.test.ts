import { expect, test } from 'vitest'
import { NeedleIndex } from '../../../src/redact/needles.ts'

const replace = (text: string, ...needles: readonly string[]): string =>
  new NeedleIndex(needles.map((one) => ({ text: one, name: `[${one.length}]` }))).replace(text, () => false)

test('a known value is found wherever it begins', () => {
  for (let before = 0; before < 12; before++) {
    const around = 'x'.repeat(before)
    expect(replace(`${around}secret-one${around}`, 'secret-one')).toBe(`${around}[10]${around}`)
  }
})

test('the longest of the values that begin at a place is taken', () => {
  expect(replace('a secret-one and a secret', 'secret', 'secret-one')).toBe('a [10] and a [6]')
})

test('a value that begins inside of another one is no longer there', () => {
  expect(replace('abcdefghijkl', 'abcdefgh', 'efghijkl')).toBe('[8]ijkl')
})

test('values that follow each other are both replaced', () => {
  expect(replace('abcdefghabcdefgh', 'abcdefgh')).toBe('[8][8]')
})
