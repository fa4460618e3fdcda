import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { Journal, leftJournals, removeJournals } from '../../../src/store/journal/journal.ts'
import { ownerName } from '../../../src/store/owner.ts'
import { filesIn, folder } from '../support/folder.ts'
import { answered, replyOf } from '../support/interactions.ts'

/** The name of a process that has ended. */
const dead = `${spawnSync(process.execPath, ['-e', '']).pid}-1`
const line = (reply: string): string => `${JSON.stringify(answered('a', reply))}\n`

function left(path: string, cassette = 'a'): string[] {
  return leftJournals(path, cassette).flatMap(({ interactions }) => interactions.map(replyOf))
}

test('every interaction is in the file as soon as it is appended', () => {
  const root = folder()
  const journal = new Journal(root, join(root, 'journals'), 'a')
  expect(filesIn(root)).toEqual([])
  journal.append(answered('a', '1'))
  expect(readFileSync(journal.path, 'utf8')).toBe(line('1'))
  journal.append(answered('a', '2'))
  expect(readFileSync(journal.path, 'utf8')).toBe(line('1') + line('2'))
  expect(basename(journal.path)).toMatch(new RegExp(`^a\\.${ownerName()}-[0-9a-f]{8}\\.jsonl$`))
  journal.remove()
  expect(filesIn(root)).toEqual(['.gitignore'])
})

test('Git ignores the working folder, and a `.gitignore` of the user stays', () => {
  const root = folder()
  new Journal(root, join(root, 'journals'), 'a').append(answered('a', '1'))
  expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('*\n')
  writeFileSync(join(root, '.gitignore'), 'mine')
  new Journal(root, join(root, 'journals'), 'a').append(answered('a', '1'))
  expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('mine')
})

test('two journals of one process do not share a file', () => {
  const root = folder()
  expect(new Journal(root, root, 'a').path).not.toBe(new Journal(root, root, 'a').path)
})

test('the journal of a killed process is read without its incomplete line', () => {
  const root = folder()
  writeFileSync(join(root, `a.${dead}-00000000.jsonl`), line('1') + line('2') + line('3').slice(0, -10))
  expect(left(root)).toEqual(['1', '2'])
})

test('a complete line without a line end is not finished', () => {
  const root = folder()
  writeFileSync(join(root, `a.${dead}-00000000.jsonl`), line('1') + line('2').trimEnd())
  expect(left(root)).toEqual(['1'])
})

test('complete lines that are not interactions are counted', () => {
  const root = folder()
  const text = `null\n5\n{}\n{"lane":"main"}\n\n\0\0\0\n${line('1')}${line('2').slice(0, -10)}`
  writeFileSync(join(root, `a.${dead}-00000000.jsonl`), text)
  expect(left(root)).toEqual(['1'])
  expect(leftJournals(root, 'a')[0]?.refused).toBe(5)
})

test('a journal with unreadable lines is renamed, the others are removed', () => {
  const root = folder()
  writeFileSync(join(root, `a.${dead}-00000000.jsonl`), line('1'))
  writeFileSync(join(root, `a.${dead}-00000001.jsonl`), `{"lane":""}\n${line('2')}`)
  const journals = leftJournals(root, 'a')
  const aside = join(root, `a.${dead}-00000001.unread`)
  expect(removeJournals(journals).map(({ path }) => path)).toEqual([aside])
  expect(filesIn(root)).toEqual([basename(aside)])
  expect(readFileSync(aside, 'utf8')).toBe(`{"lane":""}\n${line('2')}`)
  // Another run that reads the same journal.
  removeJournals(journals)
  expect(filesIn(root)).toEqual([basename(aside)])
  expect(left(root)).toEqual([])
})

test('the journal of a running process stays', () => {
  const root = folder()
  new Journal(root, root, 'a').append(answered('a', 'mine'))
  expect(left(root)).toEqual([])
})

test('journals of other cassettes and other files stay', () => {
  const root = folder()
  for (const name of [
    `b.${dead}-00000000.jsonl`,
    `a.b.${dead}-00000000.jsonl`,
    `a~2.${dead}-00000000.jsonl`,
    `a.${dead}.jsonl`,
    'a.json',
  ]) {
    writeFileSync(join(root, name), line('other'))
  }
  mkdirSync(join(root, 'a.files'))
  expect(left(root)).toEqual([])
  appendFileSync(join(root, `a.${dead}-00000000.jsonl`), line('1'))
  expect(left(root)).toEqual(['1'])
})

test('a missing folder has no journals', () => {
  expect(left(join(folder(), 'none'))).toEqual([])
})

test('a line that a full disk cut is written again later', () => {
  const root = folder()
  const journal = new Journal(root, root, 'a')
  journal.append(answered('a', '1'))
  const whole = journal.path
  // Half of the next line is written, and the call fails.
  const leadTo = (path: string): unknown => Object.defineProperty(journal, 'path', { value: path, configurable: true })
  leadTo(root)
  expect(() => journal.append(answered('a', '2'))).toThrow('EISDIR')
  expect(journal.missing).toBe(1)
  appendFileSync(whole, line('2').slice(0, 10))
  leadTo(whole)
  journal.append(answered('a', '3'))
  expect(journal.missing).toBe(0)
  expect(readFileSync(whole, 'utf8')).toBe(line('1') + line('2') + line('3'))
})

test('journals of several killed processes are in the order of their start, with their kind', () => {
  const root = folder()
  const at = (day: number, reply: string): string => line(reply).replace('2026-01-02', `2026-01-0${day}`)
  writeFileSync(join(root, `a.${dead}-00000002.jsonl`), at(3, 'second'))
  writeFileSync(join(root, `a.${dead}-00000003.refresh.jsonl`), at(4, 'third'))
  writeFileSync(join(root, `a.${dead}-00000009.jsonl`), at(2, 'first'))
  expect(
    leftJournals(root, 'a').map(({ isRefresh, interactions }) => [isRefresh, ...interactions.map(replyOf)]),
  ).toEqual([
    [false, 'first'],
    [false, 'second'],
    [true, 'third'],
  ])
})
