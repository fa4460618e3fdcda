import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { withOwner } from '../../../src/format/with-owner.ts'
import { readWholeCassette, saveCassette } from '../../../src/store/cassette-file.ts'
import { likelyOrigins } from '../../../src/store/rename/likely-origins.ts'
import { moveCassette, writeOwner } from '../../../src/store/rename/move-cassette.ts'
import { filesIn, folder } from '../support/folder.ts'
import { answered } from '../support/interactions.ts'

const owner = { file: 'a.test.ts', name: 'old name', startedAt: '2026-11-21T10:02:11.482Z' }

function cassettes(): { readonly folders: Parameters<typeof moveCassette>[0]; readonly at: (path: string) => string } {
  const root = folder()
  return { folders: { root, dir: 'c', runId: 'run' }, at: (path) => join(root, 'c', path) }
}

test('a cassette that is moved keeps every byte but its test, and the folder of its large bodies', () => {
  const { folders, at } = cassettes()
  const large = Buffer.alloc(70_000, 0xff).toString('base64')
  const interaction = answered('one', 'One', { body: { base64: large } })
  saveCassette(at('a.test.ts/old-name.json'), owner, [interaction])
  const before = readFileSync(at('a.test.ts/old-name.json'), 'utf8')
  const test = { file: 'b/b.test.ts', name: 'a "new" {name}' }
  expect(moveCassette(folders, at('a.test.ts/old-name.json'), at('b/b.test.ts/new-name.json'), test)).toBe(true)

  const after = readFileSync(at('b/b.test.ts/new-name.json'), 'utf8')
  const lines = after.split('\n')
  const changed = before.split('\n').flatMap((line, index) => (line === lines[index] ? [] : [lines[index]?.trim()]))
  expect(lines).toHaveLength(before.split('\n').length)
  expect(changed).toEqual([
    String.raw`"test": { "file": "b/b.test.ts", "name": "a \"new\" {name}", "startedAt": "2026-11-21T10:02:11.482Z" },`,
    expect.stringMatching(/^"file": "new-name\.files\/[0-9a-f]{64}\.bin",$/),
  ])
  expect(readWholeCassette(at('b/b.test.ts/new-name.json'), '')?.interactions).toEqual([interaction])
  expect(filesIn(folders.root).filter((path) => path.includes('old-name'))).toEqual([])
  expect(existsSync(at('a.test.ts'))).toBe(false)
})

test('a cassette is not moved over another, nor twice', () => {
  const { folders, at } = cassettes()
  for (const name of ['one', 'two']) saveCassette(at(`a.test.ts/${name}.json`), owner, [answered(name, name)])
  const to = { file: 'a.test.ts', name: 'two' }
  expect(moveCassette(folders, at('a.test.ts/one.json'), at('a.test.ts/two.json'), to)).toBe(false)
  expect(moveCassette(folders, at('a.test.ts/gone.json'), at('a.test.ts/three.json'), to)).toBe(false)
  expect(filesIn(folders.root).filter((path) => path.endsWith('.json'))).toHaveLength(2)
})

test('the test is written wherever it stands, and a long one as a recording writes it', () => {
  const { folders, at } = cassettes()
  const long = { file: 'a.test.ts', name: 'a name of many words '.repeat(8).trim() }
  saveCassette(at('long.json'), long, [answered('one', 'One')])
  saveCassette(at('short.json'), owner, [answered('one', 'One')])
  const { startedAt } = owner
  saveCassette(at('expected.json'), { ...long, startedAt }, [answered('one', 'One')])
  expect(writeOwner(folders, at('short.json'), long)).toBe(true)
  expect(readFileSync(at('short.json'), 'utf8')).toBe(readFileSync(at('expected.json'), 'utf8'))
  expect(writeOwner(folders, at('short.json'), long)).toBe(false)

  const byHand = '{"interactions":[{"test":{"x":"}"}},"test"],"note":"test","test":{"name":"]","file":"a"}}'
  mkdirSync(dirname(at('hand.json')), { recursive: true })
  writeFileSync(at('hand.json'), byHand)
  expect(withOwner(byHand, { file: 'b' })).toBe(byHand.replace(/"test":\{"name.*?\}/, '"test": { "file": "b" }'))
})

test('the likeliest cassettes of a test come first', () => {
  const obsolete = [
    '/c/x.test.ts/sums.json',
    '/c/a.test.ts/plays.json',
    '/c/a.test.ts/asks-once.json',
    '/c/old.test.ts/asks-twice.json',
  ]
  expect(likelyOrigins('/c/a.test.ts/asks-twice.json', obsolete)).toEqual([
    '/c/old.test.ts/asks-twice.json',
    '/c/a.test.ts/asks-once.json',
    '/c/a.test.ts/plays.json',
    '/c/x.test.ts/sums.json',
  ])
})
