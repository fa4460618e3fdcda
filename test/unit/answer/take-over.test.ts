import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findOrTakeOver, originOf } from '../../../src/answer/take-over.ts'
import type { ActiveSettings } from '../../../src/session/test-identity.ts'
import { readCassette, saveCassette } from '../../../src/store/cassette-file.ts'
import { filesIn } from '../support/folder.ts'
import { answered, replyOf } from '../support/interactions.ts'
import { passed, project } from '../support/open.ts'

/**
 * A recording run of a test without a cassette, beside obsolete ones: their questions by name, each answered with the name.
 * `ask` gives the answer, from a cassette or live.
 */
function renamed(obsolete: Readonly<Record<string, readonly string[]>>, isTold = true) {
  const { root, path, options, open } = project()
  const pathOf = (name: string): string => join(root, 'c/gone.test.ts', `${name}.json`)
  for (const [name, questions] of Object.entries(obsolete))
    saveCassette(
      pathOf(name),
      { file: 'gone.test.ts', name },
      questions.map((text) => answered(text, `${text} of ${name}`)),
    )
  const known = Object.fromEntries(Object.keys(obsolete).map((name) => [pathOf(name), []]))
  const settings = { root, dir: 'c', runId: 'run', ...(isTold && { obsolete: known }) } as unknown as ActiveSettings
  const test = { settings, path, owner: options.owner }
  const cassette = open('record')
  const ask = (text: string): string => {
    const slot = cassette.nextSlot()
    const taken = findOrTakeOver(test, cassette, () => cassette.take('main', text, slot))
    if (taken.verdict === 'hit') return replyOf(taken.interaction)
    cassette.record(answered(text, 'live'), text, slot)
    return 'live'
  }
  return { root, test, cassette, ask, cassettes: () => filesIn(join(root, 'c')), stored: () => readCassette(path, '') }
}

test('a test that finds all its answers in an obsolete cassette gets it', () => {
  const { cassette, ask, cassettes, stored } = renamed({ old: ['one', 'two'], other: ['three'] })
  expect(['one', 'two'].map(ask)).toEqual(['one of old', 'two of old'])
  expect(cassette.close(passed)).toMatchObject({ result: 'unchanged', isMoved: true })
  expect(cassettes()).toEqual(['a.json', 'gone.test.ts/other.json'])
  expect(stored()?.test).toEqual({ file: 'a.test.ts', name: 'a' })
})

test('a test that asks less than before keeps what it asks for', () => {
  const { cassette, ask, cassettes, stored } = renamed({ old: ['one', 'two'] })
  expect(ask('two')).toBe('two of old')
  expect(cassette.close(passed)).toMatchObject({ result: 'written', isMoved: true })
  expect(cassettes()).toEqual(['a.json'])
  expect(stored()?.interactions.map(replyOf)).toEqual(['two of old'])
})

test('of several cassettes that begin the same, the test gets the one that holds all its requests', () => {
  const { cassette, ask, cassettes } = renamed({ first: ['hello', 'one'], second: ['hello', 'two'], third: ['hello'] })
  expect(ask('hello')).toMatch(/^hello of/)
  expect(ask('two')).toBe('two of second')
  expect(cassette.close(passed)).toMatchObject({ isMoved: true })
  expect(cassettes()).toEqual(['a.json', 'gone.test.ts/first.json', 'gone.test.ts/third.json'])
})

test('a test that asks for more pays for it, and the obsolete cassette stays', () => {
  const { cassette, ask, cassettes, stored } = renamed({ old: ['one', 'two'] })
  expect(['one', 'new', 'two'].map(ask)).toEqual(['one of old', 'live', 'two of old'])
  expect(cassette.close(passed)).toEqual({ result: 'written' })
  expect(cassettes()).toEqual(['a.json', 'gone.test.ts/old.json'])
  expect(stored()?.interactions.map(replyOf)).toEqual(['one of old', 'live', 'two of old'])
})

test('a test that begins with another request, or that failed, takes none over', () => {
  const { cassette, ask, cassettes } = renamed({ old: ['one', 'two'] })
  expect(['new', 'one'].map(ask)).toEqual(['live', 'live'])
  expect(cassette.close(passed)).toEqual({ result: 'written' })
  expect(cassettes()).toEqual(['a.json', 'gone.test.ts/old.json'])

  const failing = renamed({ old: ['one'] })
  expect(failing.ask('one')).toBe('one of old')
  expect(failing.cassette.close({ passed: false, complete: true })).toEqual({ result: 'unchanged' })
  expect(failing.cassettes()).toEqual(['gone.test.ts/old.json'])
})

test('each obsolete cassette is that of one test', () => {
  const one = renamed({ old: ['one'] })
  expect(one.ask('one')).toBe('one of old')
  const other = project().open('record')
  const find = (): ReturnType<typeof other.take> => other.take('main', 'one', other.nextSlot())
  expect(findOrTakeOver({ ...one.test, path: join(one.root, 'c/b.json') }, other, find)).toEqual({ verdict: 'miss' })
})

test('a run that does not know the obsolete cassettes only offers one', () => {
  const { root, test, cassette, ask } = renamed({ old: ['one'] }, false)
  const find = () => cassette.take('main', 'one', 0)
  expect(originOf(test, cassette, find)).toBe(join(root, 'c/gone.test.ts/old.json'))
  expect(cassette.isEmpty).toBe(true)
  expect(ask('one')).toBe('live')
})
