import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { readWholeCassette } from '../../../src/store/cassette-file.ts'
import type { TestOutcome } from '../../../src/store/close-result.ts'
import type { OpenCassetteOptions } from '../../../src/store/open-cassette-options.ts'
import { filesIn } from '../support/folder.ts'
import { answered } from '../support/interactions.ts'
import { ask, cut, failed, passed, project } from '../support/open.ts'

const old = [answered('a', 'old a'), answered('b', 'old b')]

test.each<[OpenCassetteOptions['mode'], TestOutcome, 'old' | 'none', string, string[] | undefined, boolean]>([
  // mode, outcome, before, result, in the file afterwards, failed recording in the run folder
  ['replay', passed, 'old', 'unchanged', ['old a', 'old b'], false],
  ['replay', failed, 'old', 'unchanged', ['old a', 'old b'], false],
  ['replay', passed, 'none', 'unchanged', undefined, false],
  ['record', passed, 'old', 'written', ['old a', 'new c'], false],
  ['record', cut, 'old', 'written', ['old a', 'new c', 'old b'], false],
  ['record', failed, 'old', 'kept', ['old a', 'old b'], true],
  ['record', passed, 'none', 'written', ['new a', 'new c'], false],
  ['record', failed, 'none', 'written', ['new a', 'new c'], false],
  ['refresh', passed, 'old', 'written', ['new a', 'new c'], false],
  ['refresh', failed, 'old', 'kept', ['old a', 'old b'], true],
  ['refresh', passed, 'none', 'written', ['new a', 'new c'], false],
  ['refresh', failed, 'none', 'written', ['new a', 'new c'], false],
])('%s, %j, cassette before: %s -> %s', (mode, ending, before, result, after, isKept) => {
  const { root, open, stored, journals, repliesIn } = project(before === 'old' ? old : undefined)
  const cassette = open(mode)
  expect(cassette.isRecorded).toBe(before === 'old')
  if (mode === 'replay') cassette.take('main', 'a', cassette.nextSlot())
  else for (const text of ['a', 'c']) ask(cassette, text, `new ${text}`, { live: mode === 'refresh' })
  expect(journals()).toHaveLength(mode === 'replay' ? 0 : 1)
  const closed = cassette.close(ending)
  expect(closed.result).toBe(result)
  expect(stored()).toEqual(after)
  expect(journals()).toEqual([])
  expect(closed.keptAt).toBe(isKept ? '.vitest-cassette/kept/a.json' : undefined)
  if (isKept)
    expect(repliesIn('.vitest-cassette/kept/a.json')).toEqual([mode === 'record' ? 'old a' : 'new a', 'new c'])
  else expect(filesIn(root).join()).not.toContain('kept')
})

test.each(['replay', 'record'] as const)('%s that only replays does not write a byte', (mode) => {
  const { root, open, path } = project(old)
  const text = readFileSync(path, 'utf8').replace('"version": 2', '"version":  1')
  writeFileSync(path, text)
  const cassette = open(mode)
  expect([ask(cassette, 'a', ''), ask(cassette, 'b', '')]).toEqual(['old a', 'old b'])
  expect(cassette.close(passed)).toEqual({ result: 'unchanged' })
  expect(readFileSync(path, 'utf8')).toBe(text)
  expect(filesIn(root)).toEqual(['c/a.json'])
})

test('a run that replays a large body writes it again when another run has removed its file', () => {
  const large = (fill: number): Interaction =>
    answered('a', '', { body: { base64: Buffer.alloc(70_000, fill).toString('base64') } })
  const { open, path } = project([large(1)])
  const slow = open('record')
  slow.take('main', 'a', slow.nextSlot())
  const quick = open('refresh')
  quick.record(large(2), 'a', quick.nextSlot())
  expect(quick.close(passed).result).toBe('written')
  ask(slow, 'b', 'new b')
  expect(slow.close(passed).result).toBe('written')
  expect(readWholeCassette(path, 'a.json')?.interactions[0]).toEqual(large(1))
})

test('recording drops the unused interactions of a passing test, but not of a failed or partial one', () => {
  for (const [ending, after] of [
    [passed, ['old b']],
    [failed, ['old a', 'old b']],
    [cut, ['old b', 'old a']],
  ] as const) {
    const { open, stored } = project(old)
    const cassette = open('record')
    ask(cassette, 'b', '')
    cassette.close(ending)
    expect(stored()?.toSorted()).toEqual(after.toSorted())
  }
})

test('a passing test without any call has no cassette', () => {
  const { root, open } = project(old)
  expect(open('refresh').close(passed)).toEqual({ result: 'written' })
  expect(filesIn(root)).toEqual([])
})

test('a passing retry writes the cassette and removes the failed recording', () => {
  const { root, open, stored } = project(old)
  const cassette = open('record')
  ask(cassette, 'c', 'new c')
  expect(cassette.close(failed).result).toBe('kept')
  cassette.rewind(false)
  expect(ask(cassette, 'c', 'paid twice')).toBe('new c')
  expect(cassette.close(passed)).toEqual({ result: 'written' })
  expect(stored()).toEqual(['new c'])
  expect(filesIn(root).filter((file) => file.includes('kept'))).toEqual([])
})

test('refreshing with a retry keeps the answers of the last attempt only', () => {
  const { open, stored } = project([answered('a', 'old 1'), answered('a', 'old 2')])
  const cassette = open('refresh')
  for (const reply of ['first 1', 'first 2']) ask(cassette, 'a', reply, { live: true })
  cassette.close(failed)
  cassette.rewind(false)
  for (const reply of ['second 1', 'second 2']) ask(cassette, 'a', reply, { live: true })
  cassette.close(passed)
  expect(stored()).toEqual(['second 1', 'second 2'])
})

test('a transient failure without a later answer keeps the cassette, and the other calls are in the run folder', () => {
  const { open, stored, repliesIn } = project(old)
  const cassette = open('refresh')
  ask(cassette, 'a', 'new a', { live: true })
  ask(cassette, 'b', 'limit', { live: true, status: 429 })
  const keptAt = '.vitest-cassette/kept/a.json'
  expect(cassette.close(passed)).toMatchObject({
    result: 'kept',
    keptAt,
    error: {
      code: 'CASSETTE_RECORDING',
      fields: { cassette: 'c/a.json', failed: [{ call: 'ask b', outcome: 'answered 429' }], others: 1, keptAt },
    },
  })
  expect(stored()).toEqual(['old a', 'old b'])
  expect(repliesIn(keptAt)).toEqual(['new a'])
})

test('without a cassette, the other calls are its beginning, and the next recording pays only for the missing one', () => {
  const { open, stored } = project()
  const cassette = open('record')
  ask(cassette, 'a', 'good a')
  ask(cassette, 'b', 'limit', { status: 429 })
  const { result, error } = cassette.close(passed)
  expect([result, error?.fields.others, error?.fields.keptAt]).toEqual(['written', 1, undefined])
  expect(stored()).toEqual(['good a'])
  const next = open('record')
  expect([ask(next, 'a', 'paid again'), ask(next, 'b', 'good b')]).toEqual(['good a', 'good b'])
  expect(next.close(passed)).toEqual({ result: 'written' })
  expect(stored()).toEqual(['good a', 'good b'])
})

test('a recording without any good answer leaves no cassette behind', () => {
  const { root, open, stored } = project()
  const cassette = open('record')
  ask(cassette, 'a', 'limit', { live: true, status: 429 })
  const { result, error } = cassette.close(passed)
  expect([result, error?.fields.others]).toEqual(['refused', 0])
  expect(stored()).toBeUndefined()
  expect(filesIn(root).join()).not.toContain('kept')
})

test('a failure before a good answer is not stored', () => {
  const { open, stored } = project()
  const cassette = open('record')
  ask(cassette, 'a', 'limit', { status: 429 })
  ask(cassette, 'a', 'good')
  expect(cassette.close(passed)).toEqual({ result: 'written', dropped: ['answered 429'] })
  expect(stored()).toEqual(['good'])
})

test('failures are stored with keepFailures', () => {
  const { open, stored } = project()
  const cassette = open('record', true)
  ask(cassette, 'a', 'limit', { status: 429 })
  cassette.close(passed)
  expect(stored()).toEqual(['limit'])
})

test('a failed call is made again in the next attempt, not replayed', () => {
  const { open, stored } = project()
  const cassette = open('record')
  ask(cassette, 'a', 'limit', { status: 429 })
  expect(cassette.close(failed).error).toBeDefined()
  cassette.rewind(false)
  expect(ask(cassette, 'a', 'good')).toBe('good')
  cassette.close(passed)
  expect(stored()).toEqual(['good'])
})

test('a partial refresh keeps the interactions that it did not request and replaces the others', () => {
  const { open, stored } = project([answered('a', 'old a'), answered('b', 'old b')])
  const cassette = open('refresh')
  ask(cassette, 'a', 'new a', { live: true })
  cassette.close(cut)
  expect(stored()).toEqual(['new a', 'old b'])
})

test('the cassette does not change before the last repetition, nor when a repetition fails', () => {
  const { open, stored, repliesIn, journals } = project([answered('a', 'old a')])
  const cassette = open('refresh')
  ask(cassette, 'a', 'new a', { live: true })
  expect(cassette.close({ passed: true, complete: false, again: true })).toEqual({ result: 'unchanged' })
  expect(stored()).toEqual(['old a'])
  expect(journals()).toHaveLength(1)
  cassette.rewind(true)
  ask(cassette, 'b', 'new b', { live: true })
  expect(cassette.close(failed)).toMatchObject({ result: 'kept' })
  expect(stored()).toEqual(['old a'])
  expect(repliesIn('.vitest-cassette/kept/a.json')).toEqual(['new a', 'new b'])
})
