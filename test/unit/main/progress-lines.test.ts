import { expect, test } from 'vitest'
import type { Progress } from '../../../src/cassette/recording-progress.ts'
import type { BudgetSettings } from '../../../src/cassette/settings.ts'
import { ProgressBoard, type ProgressRow } from '../../../src/vitest/main/progress/progress-board.ts'
import { progressLines } from '../../../src/vitest/main/progress/progress-lines.ts'

const progress: Progress = { provider: 'openai', model: 'gpt-5-mini', calls: 3, open: 1, tokens: 1_204 }
const title = 'test/agent.test.ts > books a table'
const nothing = (): { calls: number; tokens: number } => ({ calls: 0, tokens: 0 })

const row = (more: Partial<ProgressRow> = {}): ProgressRow => ({ title, progress, elapsed: 8_200, ...more })

test('a row shows the test, the model, calls, tokens and time', () => {
  expect(progressLines([row({ title: 'a.test.ts > books' })], nothing)).toEqual([
    ' ● recording  a.test.ts > books  openai gpt-5-mini  call 3  1,204 tokens  8 s',
  ])
})

test.each<[string, Partial<ProgressRow>, string]>([
  ['a title that is too long', {}, ' ● recording  …> books a table  openai gpt-5-mini  call 3'],
  ['no tokens yet', { progress: { ...progress, tokens: 0 } }, 'call 3  8 s'],
  ['one token', { progress: { ...progress, tokens: 1 } }, '1 token  8 s'],
  ['minutes', { elapsed: 125_000 }, '2 min 5 s'],
  ['nobody known', { progress: { calls: 1, open: 1, tokens: 0 } }, '  call 1  8 s'],
  [
    'a long model and many tokens',
    {
      progress: {
        provider: 'bedrock',
        model: 'us.anthropic.claude-sonnet-4-20250514-v1:0',
        calls: 1_234,
        open: 1,
        tokens: 12_345_678,
      },
      elapsed: 754_000,
      budget: { perTest: 2_000, ledger: '/l' },
    },
    'call 1,234 of 2,000  12,345,678 tokens  12 min 34 s',
  ],
  ['a title with colours', { title: '\u001B[31mred\u001B[0m' }, '\\x1b[31mred'],
])('%s', (_what, more, text) => {
  const [line = ''] = progressLines([row(more)], nothing)
  expect(line).toContain(text)
  expect([...line].length, line).toBeLessThanOrEqual(80)
})

test('one row below shows the spent budget of the run', () => {
  const budget: BudgetSettings = { calls: 200, tokens: 500_000, perTest: 20, ledger: '/ledger' }
  const short = { title: 'a.test.ts > b', budget }
  const asked: string[] = []
  const lines = progressLines([row(short), row(short)], (ledger) => {
    asked.push(ledger)
    return { calls: 12, tokens: 5_210 }
  })
  expect(lines).toEqual([
    ' ● recording  a.test.ts > b  openai gpt-5-mini  call 3 of 20  1,204 tokens  8 s',
    ' ● recording  a.test.ts > b  openai gpt-5-mini  call 3 of 20  1,204 tokens  8 s',
    '   budget     12 of 200 calls, 5,210 of 500,000 tokens',
  ])
  expect(asked).toEqual(['/ledger'])
  // The row of a test already shows its own limit.
  expect(progressLines([row({ budget: { perTest: 20, ledger: '/ledger' } })], nothing)).toHaveLength(1)
})

test('rows of many tests are limited, and the others are counted', () => {
  const lines = progressLines(
    Array.from({ length: 7 }, () => row()),
    nothing,
  )
  expect(lines).toHaveLength(5)
  expect(lines.at(-1)).toBe('              and 3 more')
})

test('a test has a row after five seconds, then every ten, and none without an open call', () => {
  const board = new ProgressBoard()
  const told = (now: number): number[] => board.due(now).map(({ elapsed }) => elapsed)
  board.note('a', { title, progress }, 1_000)
  expect(told(5_999)).toEqual([])
  expect(told(6_000)).toEqual([5_000])
  board.note('a', { title, progress }, 7_000)
  expect(told(15_999)).toEqual([])
  expect(told(16_000)).toEqual([15_000])
  board.note('a', { title, progress: { ...progress, open: 0 } }, 20_000)
  expect(told(40_000)).toEqual([])
  board.note('a', { title, progress }, 41_000)
  board.note('b', { title, progress }, 41_500)
  expect(told(41_500)).toEqual([40_500])
  expect(told(47_000)).toEqual([5_500])
  board.end('b')
  expect(board.isIdle).toBe(false)
  board.end('a')
  expect(board.isIdle).toBe(true)
})

test('a short recording has no row', () => {
  const board = new ProgressBoard()
  board.note('a', { title, progress }, 0)
  board.end('a')
  expect(board.due(60_000)).toEqual([])
})
