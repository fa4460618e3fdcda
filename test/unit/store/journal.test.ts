import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { Journal, leftJournals } from '../../../src/store/journal.ts'
import { filesIn, folder } from '../support/folder.ts'
import { answered, replyOf } from '../support/interactions.ts'

/** The id of a process that has ended. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid
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
  expect(basename(journal.path)).toMatch(new RegExp(`^a\\.${process.pid}-[0-9a-f]{8}\\.jsonl$`))
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

test('the journal of a killed process is picked up, without the line that was cut', () => {
  const root = folder()
  writeFileSync(join(root, `a.${deadPid}-00000000.jsonl`), line('1') + line('2') + line('3').slice(0, -10))
  expect(left(root)).toEqual(['1', '2'])
})

test('a whole line without its end is not taken for finished', () => {
  const root = folder()
  writeFileSync(join(root, `a.${deadPid}-00000000.jsonl`), line('1') + line('2').trimEnd())
  expect(left(root)).toEqual(['1'])
})

test('lines that are no interactions are left out', () => {
  const root = folder()
  writeFileSync(join(root, `a.${deadPid}-00000000.jsonl`), `null\n5\n{}\n{"lane":"main"}\n\n\0\0\0\n${line('1')}`)
  expect(left(root)).toEqual(['1'])
})

test('the journal of a running process is left alone', () => {
  const root = folder()
  new Journal(root, root, 'a').append(answered('a', 'mine'))
  writeFileSync(join(root, `a.${process.ppid}-00000000.jsonl`), line("the parent's"))
  expect(left(root)).toEqual([])
})

test('journals of other cassettes and other files are left alone', () => {
  const root = folder()
  for (const name of [
    `b.${deadPid}-00000000.jsonl`,
    `a.b.${deadPid}-00000000.jsonl`,
    `a~2.${deadPid}-00000000.jsonl`,
    `a.${deadPid}.jsonl`,
    'a.json',
  ]) {
    writeFileSync(join(root, name), line('other'))
  }
  mkdirSync(join(root, 'a.files'))
  expect(left(root)).toEqual([])
  appendFileSync(join(root, `a.${deadPid}-00000000.jsonl`), line('1'))
  expect(left(root)).toEqual(['1'])
})

test('no folder, no journals', () => {
  expect(left(join(folder(), 'none'))).toEqual([])
})

test('a line that a full disk cut takes only itself', () => {
  const root = folder()
  const journal = new Journal(root, root, 'a')
  journal.append(answered('a', '1'))
  const whole = journal.path
  // The next line goes half to the disk, and the call fails.
  Object.assign(journal, { path: root })
  expect(() => journal.append(answered('a', '2'))).toThrow('EISDIR')
  appendFileSync(whole, line('2').slice(0, 10))
  Object.assign(journal, { path: whole })
  journal.append(answered('a', '3'))
  const copy = join(root, `a.${deadPid}-00000000.jsonl`)
  writeFileSync(copy, readFileSync(whole))
  expect(left(root)).toEqual(['1', '3'])
})
