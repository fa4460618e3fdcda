import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/core/interaction.ts'
import { answered } from '../support/interactions.ts'
import { ask, failed, passed, project } from '../support/open.ts'

/** The id of a process that has ended. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid

/** What a killed process leaves. */
function leave(root: string, ...interactions: Interaction[]): void {
  const journals = join(root, '.vitest-cassette', 'journals')
  mkdirSync(journals, { recursive: true })
  writeFileSync(
    join(journals, `a.${deadPid}-00000000.jsonl`),
    interactions.map((interaction) => `${JSON.stringify(interaction)}\n`).join(''),
  )
}

test('what a killed recording paid for is replayed and saved by the next one', () => {
  const { root, open, stored, journals } = project()
  leave(root, answered('a', 'paid'))
  const cassette = open('record')
  expect(ask(cassette, 'a', 'paid twice')).toBe('paid')
  expect(cassette.close(passed)).toEqual({ result: 'written' })
  expect(stored()).toEqual(['paid'])
  expect(journals()).toEqual([])
})

test('a failure in the journal of a killed recording is asked again', () => {
  const { root, open, stored } = project()
  leave(root, answered('a', 'limit', { status: 429 }))
  const cassette = open('record')
  expect(ask(cassette, 'a', 'good')).toBe('good')
  cassette.close(passed)
  expect(stored()).toEqual(['good'])
})

test('replaying leaves the journals of killed recordings alone', () => {
  const { root, open, journals } = project()
  leave(root, answered('a', 'paid'))
  const cassette = open('replay')
  expect(cassette.take('main', 'a', cassette.nextSlot()).verdict).toBe('miss')
  cassette.close(passed)
  expect(journals()).toHaveLength(1)
})

test('a refresh asks everything again, and has no use for what a killed one left', () => {
  const { root, open, stored, journals } = project()
  leave(root, answered('a', 'left'))
  const cassette = open('refresh')
  ask(cassette, 'a', 'new', { live: true })
  cassette.close(passed)
  expect([stored(), journals()]).toEqual([['new'], []])
})

test('a failing test that does not come to what was paid for does not lose it', () => {
  for (const old of [undefined, [answered('o', 'old')]]) {
    const { root, open, stored, repliesIn } = project(old)
    leave(root, answered('a', 'paid a'), answered('b', 'paid b'))
    const cassette = open('record')
    ask(cassette, 'a', 'paid twice')
    const { keptAt } = cassette.close(failed)
    expect(keptAt === undefined ? stored() : repliesIn(keptAt)).toEqual(['paid a', 'paid b'])
  }
})

test('a disk that refuses: an error that names the journal, which holds what was recorded', () => {
  const { root, path, open, journals } = project()
  const cassette = open('record')
  ask(cassette, 'a', 'new')
  mkdirSync(path, { recursive: true })
  expect(() => cassette.close(passed)).toThrow(expect.objectContaining({ code: 'CASSETTE_WRITE' }))
  const [journal = ''] = journals()
  expect(readFileSync(join(root, journal), 'utf8')).toContain('"new"')
  expect(() => cassette.close(passed)).toThrow(`recorded is in ${journal}`)
})

test('a journal that cannot be written stops nothing', () => {
  const { root, open, stored } = project()
  writeFileSync(join(root, '.vitest-cassette'), 'a file in the way')
  const cassette = open('record')
  ask(cassette, 'a', 'new')
  cassette.close(passed)
  expect(stored()).toEqual(['new'])
})

test('a cassette that cannot be understood is not opened', () => {
  const { path, open } = project([answered('a', 'old a')])
  writeFileSync(path, '{')
  expect(() => open('record')).toThrow(expect.objectContaining({ code: 'CASSETTE_FORMAT' }))
  expect(readFileSync(path, 'utf8')).toBe('{')
})
