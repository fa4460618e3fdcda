import { expect, test } from 'vitest'
import { differenceLines, type Hunk, type ShownDifference } from '../../../src/errors/pages/difference-lines.ts'

function changed(path: string, ...hunks: Array<Partial<Hunk>>): ShownDifference {
  const whole = hunks.map((hunk) => ({ before: '', recorded: '', asked: '', after: '', ...hunk }))
  return { path, change: 'changed', hunks: whole }
}

test('shows the recorded text over the asked one', () => {
  expect(differenceLines([changed('messages[0].content', { recorded: 'for two', asked: 'for four' })])).toBe(
    ['    messages[0].content', '    - for two', '    + for four'].join('\n'),
  )
})

test('shows old places, added, removed and moved values', () => {
  const hunks = [{ before: '', recorded: 'a, b', asked: 'b, a', after: '' }]
  const text = differenceLines([
    { ...changed('messages[3].content', { recorded: 'a', asked: 'b' }), recordedPath: 'messages[2].content' },
    { path: 'messages[2]', change: 'added', hunks },
    { path: 'messages[1]', change: 'removed', hunks },
    { path: 'tools', change: 'reordered', hunks },
  ])
  expect(text.split('\n\n')).toEqual([
    '    messages[3].content (was messages[2].content)\n    - a\n    + b',
    '    messages[2] is new\n    + b, a',
    '    messages[1] is gone\n    - a, b',
    '    tools has another order\n    - a, b\n    + b, a',
  ])
})

test('cuts long texts to 80 columns and keeps the change', () => {
  const text = 'word '.repeat(200)
  const lines = differenceLines([changed('p', { before: text, recorded: 'two', asked: 'four', after: text })]).split(
    '\n',
  )
  expect(lines[1]).toContain('word two')
  expect(lines[2]).toContain('word four')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('keeps the change visible after escaped characters', () => {
  const before = '\u001b'.repeat(24)
  const [, recorded, asked] = differenceLines([
    changed('p', { recorded: `${before}two`, asked: `${before}four` }),
  ]).split('\n')
  expect([recorded, asked].map((line) => line?.slice(-6))).toEqual(['x1btwo', '1bfour'])
})

test('cuts long paths in the middle and shows their special characters', () => {
  const path = (end: string): string => `tools[0].function.parameters${'.properties.address'.repeat(6)}.${end}`
  const differences: ShownDifference[] = [
    { ...changed(path('street')), recordedPath: path('road') },
    { ...changed(path('city')), change: 'added' },
    { ...changed(path('\u202eland')) },
    changed('p'),
    changed(path('more')),
    changed(path('most')),
  ]
  const text = differenceLines(differences)
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(text).toMatch(/^ {4}tools\[0\]\S*…\S*\.street \(was tools\[0\]\S*…\S*\.road\)$/m)
  expect(text).toMatch(/^ {4}tools\[0\].*…\S*\.city is new$/m)
  expect(text).toMatch(/…\S*\.\\u202eland$/m)
})

test('makes white space and control characters visible', () => {
  expect(differenceLines([changed('p', { before: 'a', recorded: ' ', asked: '\t\n', after: 'b' })])).toContain(
    '- a·b\n    + a→↵b',
  )
  expect(differenceLines([changed('p', { recorded: 'a\nb', asked: '\u001b[2J' })])).toContain('- a↵b\n    + \\x1b[2J')
})

test('counts the differences that it does not show', () => {
  const many = Array.from({ length: 6 }, (_, index) => changed(`p${index}`, { asked: 'x' }))
  expect(differenceLines(many)).toContain('\n    and 2 more: p4, p5')
  expect(differenceLines(many, 40)).toContain('\n    and 36 more: p4, p5, …')
  expect(differenceLines([changed('p', {}, {}, {}, {}, {})])).toContain('\n    and 2 more places in this text')
})
