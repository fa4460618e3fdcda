import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { ownerName } from '../../../src/store/owner.ts'
import { filesIn } from '../support/folder.ts'
import { answered } from '../support/interactions.ts'
import { ask, failed, passed, project } from '../support/open.ts'

/** The name of a process that has ended. */
const dead = `${spawnSync(process.execPath, ['-e', '']).pid}-1`

/** The journal of a killed recording, or with `.refresh` of a killed refresh. */
function leave(root: string, interactions: readonly Interaction[], refresh: '' | '.refresh' = ''): void {
  const journals = join(root, '.vitest-cassette', 'journals')
  mkdirSync(journals, { recursive: true })
  writeFileSync(
    join(journals, `a.${dead}-00000000${refresh}.jsonl`),
    interactions.map((interaction) => `${JSON.stringify(interaction)}\n`).join(''),
  )
}

/** An interaction, recorded a number of seconds after the others. */
function at(seconds: number): { recordedAt: string } {
  return { recordedAt: `2026-01-02T03:05:0${seconds}.000Z` }
}

test('the next recording replays and saves the interactions of a killed one', () => {
  const { root, open, stored, journals } = project()
  leave(root, [answered('a', 'paid')])
  const cassette = open('record')
  expect(ask(cassette, 'a', 'paid twice')).toBe('paid')
  expect(cassette.close(passed)).toEqual({ result: 'written' })
  expect(stored()).toEqual(['paid'])
  expect(journals()).toEqual([])
})

test('a failed request in the journal of a killed recording is made again', () => {
  const { root, open, stored } = project()
  leave(root, [answered('a', 'limit', { status: 429 })])
  const cassette = open('record')
  expect(ask(cassette, 'a', 'good')).toBe('good')
  cassette.close(passed)
  expect(stored()).toEqual(['good'])
})

test('replaying does not touch the journals of killed recordings', () => {
  const { root, open, journals } = project()
  leave(root, [answered('a', 'paid')])
  const cassette = open('replay')
  expect(cassette.take('main', 'a', cassette.nextSlot()).verdict).toBe('miss')
  cassette.close(passed)
  expect(journals()).toHaveLength(1)
})

test.each(['', '.refresh'] as const)(
  'a refresh goes on where a killed run was (%j), and asks the rest again',
  (refresh) => {
    const { root, open, stored, journals } = project([answered('a', 'old a'), answered('b', 'old b')])
    leave(root, [answered('a', 'paid a', at(1))], refresh)
    const cassette = open('refresh')
    expect(['a', 'b'].map((text) => ask(cassette, text, `new ${text}`, { live: true }))).toEqual(['paid a', 'new b'])
    cassette.close(passed)
    expect(stored()).toEqual(['paid a', 'new b'])
    expect(journals()).toEqual([])
  },
)

test('a recording continues a killed refresh: its answers replace the old ones', () => {
  const { root, open, stored, journals } = project(['a', 'a', 'b'].map((text, index) => answered(text, `old ${index}`)))
  leave(root, [answered('a', 'paid a', at(1)), answered('c', 'paid c', at(2))], '.refresh')
  const cassette = open('record')
  expect(['a', 'a', 'b', 'c'].map((text) => ask(cassette, text, 'paid twice'))).toEqual([
    'paid a',
    'old 1',
    'old 2',
    'paid c',
  ])
  expect(cassette.close(passed)).toEqual({ result: 'written' })
  expect([stored(), journals()]).toEqual([['paid a', 'old 1', 'old 2', 'paid c'], []])
})

test('a refresh that fails with an answer of a killed one makes the request again, in the next attempt and in the next run', () => {
  const { root, open, stored, repliesIn, journals } = project([answered('a', 'old')])
  leave(root, [answered('a', 'bad', at(1))], '.refresh')
  const cassette = open('refresh')
  expect(ask(cassette, 'a', 'new', { live: true })).toBe('bad')
  const { keptAt = '' } = cassette.close(failed)
  expect([repliesIn(keptAt), journals()]).toEqual([['bad'], []])
  cassette.rewind(false)
  expect(ask(cassette, 'a', 'new', { live: true })).toBe('new')
  cassette.close(failed)
  expect(stored()).toEqual(['old'])
  expect(ask(open('refresh'), 'a', 'newer', { live: true })).toBe('newer')
})

test('interactions of a journal that the cassette already holds are not added again', () => {
  const old = [answered('a', '1', at(1)), answered('a', '2', at(1)), answered('b', '3', at(2))]
  for (const refresh of ['', '.refresh'] as const) {
    const { root, open, path, stored, journals } = project(old)
    leave(root, [...old, answered('a', '4', at(1))], refresh)
    const before = readFileSync(path, 'utf8')
    const cassette = open('record')
    expect(cassette.size).toBe(refresh === '' ? 4 : 3)
    for (const text of ['a', 'a', 'b']) ask(cassette, text, 'paid twice')
    expect(cassette.close(passed).result).toBe(refresh === '' ? 'unchanged' : 'written')
    if (refresh === '') expect(readFileSync(path, 'utf8')).toBe(before)
    expect([stored()?.length, journals()]).toEqual([3, []])
  }
})

test('a failed test does not replace the recording of a concurrent run', () => {
  const { open, stored, repliesIn } = project()
  const [failing, passing] = [open('record'), open('record')]
  ask(failing, 'a', 'half')
  ask(passing, 'a', 'whole')
  passing.close(passed)
  const { keptAt = '' } = failing.close(failed)
  expect([stored(), repliesIn(keptAt)]).toEqual([['whole'], ['half']])
})

test('the next write removes temporary files of killed processes', () => {
  const { root, path, open } = project()
  mkdirSync(dirname(path))
  const left = join(dirname(path), `.${dead}-0.tmp`)
  const others = ['.gitkeep', '.x.tmp', `.${ownerName()}-0.tmp`].map((name) => join(dirname(path), name))
  for (const file of [left, ...others]) writeFileSync(file, 'half')
  const cassette = open('record')
  ask(cassette, 'b', 'new')
  cassette.close(passed)
  expect(filesIn(dirname(path)).map((name) => join(dirname(path), name))).toEqual([...others, path].sort())
  expect(filesIn(root).join()).not.toContain(dead)
})

test('a failed test does not lose recovered interactions that it did not use', () => {
  for (const old of [undefined, [answered('o', 'old')]]) {
    const { root, open, stored, repliesIn } = project(old)
    leave(root, [answered('a', 'paid a'), answered('b', 'paid b')])
    const cassette = open('record')
    ask(cassette, 'a', 'paid twice')
    const { keptAt } = cassette.close(failed)
    expect(keptAt === undefined ? stored() : repliesIn(keptAt)).toEqual(['paid a', 'paid b'])
  }
})

test('the error about a disk that refuses names the journal with the recording', () => {
  const { root, path, open, journals } = project()
  const cassette = open('record')
  ask(cassette, 'a', 'new')
  mkdirSync(path, { recursive: true })
  expect(() => cassette.close(passed)).toThrow(expect.objectContaining({ code: 'CASSETTE_WRITE' }))
  const [journal = ''] = journals()
  expect(readFileSync(join(root, journal), 'utf8')).toContain('"new"')
  expect(() => cassette.close(passed)).toThrow(`recorded calls are in ${journal}`)
})

test('a journal that cannot be written does not stop the recording', () => {
  const { root, open, stored } = project()
  writeFileSync(join(root, '.vitest-cassette'), 'a file in the way')
  const cassette = open('record')
  ask(cassette, 'a', 'new')
  cassette.close(passed)
  expect(stored()).toEqual(['new'])
})

test('an invalid cassette is not opened', () => {
  const { path, open } = project([answered('a', 'old a')])
  writeFileSync(path, '{')
  expect(() => open('record')).toThrow(expect.objectContaining({ code: 'CASSETTE_FORMAT' }))
  expect(readFileSync(path, 'utf8')).toBe('{')
})
