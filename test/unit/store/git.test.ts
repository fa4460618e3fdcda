import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCassette, readWholeCassette, saveCassette } from '../../../src/store/cassette-file.ts'
import { recordedClock } from '../../../src/store/recorded-clock.ts'
import { removeCassette } from '../../../src/store/remove-cassette.ts'
import { filesIn, folder } from '../support/folder.ts'
import { answered } from '../support/interactions.ts'

const owner = { file: 'a.test.ts', name: 'a' }
/** No character 0 in it, and line ends of both kinds: Git takes it for text. */
const bytes = Buffer.from('plain line\nanother\r\n'.repeat(5_000), 'latin1')
const big = answered('a', '', { body: { base64: bytes.toString('base64') } })

function git(root: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'core.autocrlf=true']
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' })
}

test('a side file that looks like text survives core.autocrlf', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, [big])
  git(root, 'init')
  git(root, 'add', '.')
  git(root, 'commit', '-m', 'a')
  for (const file of filesIn(root).filter((name) => !name.startsWith('.git/'))) rmSync(join(root, file))
  git(root, 'checkout', '--', '.')
  expect(readWholeCassette(path, 'a.json')?.interactions).toEqual([big])
  removeCassette(path, root)
  expect(filesIn(root).filter((name) => !name.startsWith('.git/'))).toEqual([])
})

const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'
const conflict = '{\n<<<<<<< HEAD\n  "a": 1\n=======\n  "a": 2\n>>>>>>> other\n}\n'

test.each([
  ['a pointer of Git LFS', pointer, 'git lfs pull --include "x/a.json"'],
  ['a merge conflict', conflict, 'git checkout --ours -- "x/a.json"\n    git checkout --theirs -- "x/a.json"'],
  ['a file of git-crypt', '\0GITCRYPT\0\x01\x02', 'git-crypt unlock'],
])('a cassette that is %s is named, with the command that helps', (_, text, command) => {
  const path = join(folder(), 'a.json')
  writeFileSync(path, text)
  expect(() => readCassette(path, 'x/a.json')).toThrow(command)
})

test('a side file that is a pointer of Git LFS, or encrypted, is named, with the command that helps', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, [big])
  const name = filesIn(root).find((file) => file.endsWith('.bin'))!
  writeFileSync(join(root, name), pointer)
  expect(() => readWholeCassette(path, 'x/a.json')).toThrow(`git lfs pull --include "x/${name}"`)
  writeFileSync(join(root, name), '\0GITCRYPT\0\x01\x02')
  expect(() => readWholeCassette(path, 'x/a.json')).toThrow('git-crypt unlock')
})

test('after a real merge conflict, each of the printed commands gives one of the two cassettes', () => {
  const root = folder()
  const path = join(root, 'a.json')
  const commit = (reply: string): void => {
    saveCassette(path, owner, [answered('a', reply), { ...big, recordedAt: `2026-01-0${reply.length}T00:00:00.000Z` }])
    git(root, 'add', '.')
    git(root, 'commit', '-m', reply)
  }
  git(root, 'init')
  commit('base')
  git(root, 'branch', 'other')
  commit('ours')
  git(root, 'checkout', 'other')
  commit('theirs')
  git(root, 'checkout', '-')
  expect(() => git(root, 'merge', 'other')).toThrow('git')
  const error = errorOf(() => readCassette(path, 'a.json'))
  expect(error).toContain('it holds Git conflict markers')
  for (const side of ['ours', 'theirs']) {
    const command = error.split('\n').find((line) => line.includes(`git checkout --${side}`))!
    execFileSync('sh', ['-c', command], { cwd: root, stdio: 'ignore' })
    expect(readWholeCassette(path, 'a.json')?.interactions[0]?.response?.body).toEqual({ text: side })
  }
})

function errorOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It can be read.')
}

test('a symbolic link in the place of the folder of side files is never emptied', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, [big])
  mkdirSync(join(root, 'elsewhere'))
  renameSync(join(root, 'a.files'), join(root, 'elsewhere', 'bodies'))
  symlinkSync(join(root, 'elsewhere', 'bodies'), join(root, 'a.files'))
  const before = filesIn(join(root, 'elsewhere'))
  saveCassette(path, owner, [answered('b', 'c')])
  removeCassette(path, root)
  expect(filesIn(join(root, 'elsewhere'))).toEqual(before)
})

test('other files in the folder of side files stay', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, [big])
  writeFileSync(join(root, 'a.files', 'notes.txt'), 'mine')
  removeCassette(path, root)
  expect(readFileSync(join(root, 'a.files', 'notes.txt'), 'utf8')).toBe('mine')
})

test.skipIf(process.platform === 'win32')(
  'a pipe or a device in the place of a cassette, or of its side file, is refused, and never read',
  () => {
    const root = folder()
    const pipe = join(root, 'a.json')
    execFileSync('sh', ['-c', `mkfifo ${pipe}`])
    symlinkSync('/dev/zero', join(root, 'b.json'))
    for (const name of ['a.json', 'b.json']) {
      expect(() => readCassette(join(root, name), name)).toThrow(`Cannot read ${name}\n\n  it is no regular file`)
      expect(recordedClock(join(root, name))).toBeUndefined()
    }
    const path = join(root, 'c.json')
    saveCassette(path, owner, [big])
    const side = join(
      root,
      filesIn(root).find((file) => file.endsWith('.bin'))!,
    )
    rmSync(side)
    execFileSync('sh', ['-c', `mkfifo ${side}`])
    expect(() => readWholeCassette(path, 'c.json')).toThrow('it is no regular file')
  },
)
