import { expect, test } from 'vitest'
import { changeLine } from '../../../src/errors/pages/change-line.ts'
import type { ShownDifference } from '../../../src/errors/pages/difference-lines.ts'

const long = 'All work and no play makes Jack a dull boy. '.repeat(10)

function difference(change: ShownDifference['change'], recorded: string, asked: string, around = ''): ShownDifference {
  return {
    path: 'messages[12].content',
    change,
    hunks: [{ before: around, recorded, asked, after: around && ` ${around}` }],
  }
}

test('both texts, from where they differ', () => {
  expect(changeLine([difference('changed', 'two', 'four')], 1)).toBe('messages[12].content: "two" → "four"')
  expect(changeLine([difference('changed', 'two', 'four', long)], 1)).toBe(
    'messages[12].content: "…dull boy. two…" → "…dull boy. four…"',
  )
})

test('added, removed and moved values', () => {
  expect(changeLine([difference('added', '', 'user: Hi')], 1)).toBe('messages[12].content is new: "user: Hi"')
  expect(changeLine([difference('removed', 'user: Hi', '')], 1)).toBe('messages[12].content is gone: "user: Hi"')
  expect(changeLine([difference('reordered', 'a, b', 'b, a')], 1)).toBe('messages[12].content has another order')
})

test('the first difference, and how many more', () => {
  expect(changeLine([difference('changed', '0', '1'), difference('changed', '0', '1')], 5)).toBe(
    'messages[12].content: "0" → "1", and 4 more',
  )
})

test('one line of a summary, without control characters', () => {
  const line = changeLine([difference('changed', `${long}\n`, `\u001b[2J${long}`, long)], 3)
  expect(line.length).toBeLessThanOrEqual(67)
  expect(line).toContain('\\x1b[2J')
})

test('texts that look equal are distinguished', () => {
  expect(changeLine([difference('changed', 'caf\u00e9', 'cafe\u0301')], 1)).toBe(
    'messages[12].content: "caf\\xe9" → "cafe\\u0301"',
  )
  expect(changeLine([difference('changed', ' ', '\u00a0')], 1)).toBe('messages[12].content: "·" → "\\xa0"')
  expect(changeLine([difference('changed', 'Ann', '\u202eAnn')], 1)).toBe('messages[12].content: "Ann" → "\\u202eAnn"')
})

test('a long path leaves room for the change', () => {
  const path = `tools[0].function.parameters${'.properties.address'.repeat(6)}.street`
  const line = changeLine([{ ...difference('changed', 'two', 'four'), path }], 3)
  expect(line).toMatch(/^tools\[0\].*….*street: "two" → "four", and 2 more$/)
  expect(line.length).toBeLessThanOrEqual(67)
})
