import { expect, test } from 'vitest'
import { differenceLines } from '../../../src/errors/difference-lines.ts'

test('shows the recorded value over the asked one', () => {
  expect(differenceLines([{ path: 'messages[0].content', recorded: 'for two', asked: 'for four' }])).toBe(
    ['    messages[0].content', '    - for two', '    + for four'].join('\n'),
  )
})

test('shows one side where the other has nothing', () => {
  expect(differenceLines([{ path: 'temperature', asked: '1' }])).toBe('    temperature\n    + 1')
})

test('cuts long values to where they begin to differ, within 80 columns', () => {
  const text = 'word '.repeat(200)
  const lines = differenceLines([{ path: 'p', recorded: `${text}two${text}`, asked: `${text}four${text}` }]).split('\n')
  expect(lines[1]).toContain('two')
  expect(lines[2]).toContain('four')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('counts what it does not show', () => {
  const many = Array.from({ length: 5 }, (_, index) => ({ path: `p${index}`, asked: 'x' }))
  expect(differenceLines(many)).toContain('and 2 more')
})
