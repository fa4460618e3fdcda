import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { cell } from '../support/cell.ts'
import { checkMeaning, checkMiss, checkReplay } from './checks.ts'
import { exceptions } from './exceptions.ts'
import { watchWaits } from './project/waits.ts'
import { runRows } from './run-rows.ts'

const columns = [
  'plain call',
  'stream',
  'tool call',
  'tool loop',
  'API error',
  'API error, streamed',
  'broken stream',
  'abort',
  'abort, plain',
  'miss',
  'miss, streamed',
]
const place = (column: string): number => (columns.includes(column) ? columns.indexOf(column) : columns.length)

const run = await runRows()
const cells = run.cells
  .map((name) => ({ name, row: name.split(' > ')[0] ?? '', column: name.split(' > ')[1] ?? '' }))
  .sort((one, other) => one.row.localeCompare(other.row, 'en') || place(one.column) - place(other.column))

for (const { name, row, column } of cells) {
  const exception = exceptions.find((other) => other.row === row && other.column === column)
  if (exception !== undefined) {
    const { works = 'yes', note } = exception
    cell({ section: 'sdks', row, column, works, note }, () => exception.check(run.recorded(name), run.replayed(name)))
    continue
  }
  cell({ section: 'sdks', row, column }, () => {
    if (column.startsWith('miss')) return checkMiss(run.replayed(name))
    checkReplay(run.recorded(name), run.replayed(name))
    checkMeaning(column, run.recorded(name).seen)
  })
}

test('all files of rows were loaded in all runs', () => {
  expect(run.files.size, run.output).toBeGreaterThan(2)
  expect(
    [...run.files].filter(([, tests]) => tests === 0),
    run.output,
  ).toEqual([])
})

test('the provider answered every call', () => {
  expect(run.unknown).toEqual([])
})

test('no SDK warns about the credentials', () => {
  expect(run.output).not.toMatch(/Both GOOGLE_API_KEY|API key should be set|Multiple credential sources/)
})

test('a pause is detected, a deadline is not a pause', async () => {
  const watched = watchWaits()
  const deadline = setTimeout(() => {}, 60_000)
  await pause(60)
  clearTimeout(deadline)
  expect(watched.end()).toEqual([expect.stringMatching(/^60 ms .*sdks\.matrix\.ts/)])
})

const work = cells.flatMap(({ name, column }) =>
  column.startsWith('miss') ? (run.replayed(name).seen?.work ?? []) : [],
)
console.log(`misses: ${work.length}, at most ${Math.max(...work).toFixed(0)} ms of work`)
