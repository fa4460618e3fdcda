import { expect, test } from 'vitest'
import { changesIn as changes } from '../../../src/match/nearest/text-diff.ts'

const changesIn = (recorded: string, asked: string): ReturnType<typeof changes> => changes(recorded, asked, true)

const filler = 'All work and no play makes Jack a dull boy. '.repeat(50)

test('short texts are shown whole', () => {
  expect(changesIn('A table for two', 'A table for four').hunks).toEqual([
    { before: '', recorded: 'A table for two', asked: 'A table for four', after: '' },
  ])
})

test('short texts are cut like long ones without showsWhole', () => {
  expect(changes('A table for two', 'A table for four', false).hunks).toEqual([
    { before: 'A table for ', recorded: 'two', asked: 'four', after: '' },
  ])
})

test('a long text is shown around its changed words, in order', () => {
  const recorded = `${filler}Answer in prose. ${filler}Be brief. ${filler}`
  const asked = `${filler}Answer in verse. ${filler}Be very brief. ${filler}`
  const { hunks, size } = changesIn(recorded, asked)
  expect(hunks.map((hunk) => [hunk.recorded, hunk.asked])).toEqual([
    ['prose', 'verse'],
    ['', ' very'],
  ])
  expect(hunks[0]?.before).toMatch(/^….* Answer in $/)
  expect(hunks[1]?.after).toMatch(/^ brief\. .*…$/)
  expect(size).toBe(10)
})

test('a change inside of a word is a change of the word', () => {
  const { hunks } = changesIn(`${filler}reservation${filler}`, `${filler}reservations${filler}`)
  expect(hunks[0]).toMatchObject({
    recorded: expect.stringMatching(/^reservation\w*$/),
    asked: expect.stringMatching(/^reservations\w*$/),
  })
})

test.each([
  ['one place', (change: string): string => `${'word'.repeat(100)}${change}${'word'.repeat(100)}`],
  ['two places', (change: string): string => `${'word'.repeat(100)}${change} ${'more'.repeat(100)}${change}`],
  ['two halves', (change: string): string => `${'😀'.repeat(100)}${change}${'😀'.repeat(100)}`],
])('a very long word is shown around its change: %s', (_, text) => {
  const { hunks, size } = changesIn(text('two'), text('four'))
  for (const hunk of hunks) {
    expect(hunk.recorded.length).toBeLessThanOrEqual(24 * 2 + 4)
    expect(hunk.recorded).toContain('two')
    expect(hunk.asked).toContain('four')
    expect(JSON.stringify(hunk)).not.toMatch(/\\ud/)
  }
  expect(size).toBeLessThanOrEqual(3 * (24 * 2 + 4))
})

test('surrogate pairs are never split', () => {
  const { hunks } = changesIn(`${filler}😀${filler}`, `${filler}😁${filler}`)
  expect(hunks[0]).toMatchObject({ recorded: '😀', asked: '😁' })
})

test('changed white space is a separate change', () => {
  const { hunks } = changesIn('one two three four', 'one  two three\nfour')
  expect(hunks.map(({ recorded, asked }) => [recorded, asked])).toEqual([
    ['', ' '],
    [' ', '\n'],
  ])
})

test('texts with nothing in common are one change', () => {
  const words = (start: number): string => Array.from({ length: 9000 }, (_, index) => `w${start + index * 2}`).join(' ')
  expect(changesIn(words(0), words(1)).hunks).toHaveLength(1)
})

test('five megabytes are compared quickly and shown briefly', () => {
  const long = filler.repeat(2500)
  const { hunks } = changesIn(`${long}two${long}`, `${long}four${long}`)
  expect(long.length).toBeGreaterThan(5_000_000)
  expect(hunks).toHaveLength(1)
  expect(JSON.stringify(hunks).length).toBeLessThan(400)
})
