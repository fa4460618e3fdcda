import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { largestInline } from '../../../src/body/large-values.ts'
import { WriteCheck } from '../../../src/store/recording/write-check.ts'
import { filesIn, folder } from '../support/folder.ts'
import { answered, request } from '../support/interactions.ts'

const MB = 1024 * 1024

test('a cassette that can be written has no problem, and nothing is left behind', () => {
  const root = folder()
  expect(new WriteCheck(join(root, 'deep', 'er', 'a.json'), false).problemWith(request('a'))).toBeUndefined()
  expect(filesIn(root)).toEqual([])
})

test.each<[string, (root: string) => string]>([
  [
    'a file in place of a folder',
    (root) => {
      writeFileSync(join(root, 'file'), '')
      return join(root, 'file', 'a.json')
    },
  ],
  [
    'a file in place of the folder for side files',
    (root) => {
      writeFileSync(join(root, 'a.files'), '')
      return join(root, 'a.json')
    },
  ],
])('%s is found before a call is made', (_, make) => {
  const problem = new WriteCheck(make(folder()), false).problemWith(request('a'))
  expect(problem).toMatchObject({ cannot: 'begin', reason: expect.stringMatching(/^ENOTDIR/) })
})

/** Runs Node as a user whom permissions bind: they do not bind `root`. */
function runAsUser(...args: readonly string[]): SpawnSyncReturns<string> {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  return spawnSync(process.execPath, args, { ...user, encoding: 'utf8' })
}

const source = resolve(import.meta.dirname, '../../../src/store/recording/write-check.ts')

test('a folder that is read-only is found before a call is made', (context) => {
  if (runAsUser(source).status !== 0) return context.skip('No user but root can read the source.')
  const [root, writable] = [folder(), folder()]
  chmodSync(root, 0o555)
  chmodSync(writable, 0o777)
  mkdirSync(join(writable, 'a.files'), { mode: 0o555 })
  for (const path of [join(root, 'a.json'), join(root, 'deep', 'a.json'), join(writable, 'a.json')]) {
    const check = `new WriteCheck(process.argv[1], false).problemWith({ method: 'POST', url: 'https://example.com' })`
    const script = `import { WriteCheck } from ${JSON.stringify(source)}; console.log(JSON.stringify(${check}))`
    const { stdout, stderr } = runAsUser('--input-type=module', '--eval', script, path)
    expect(JSON.parse(stdout), stderr).toMatchObject({
      cannot: 'begin',
      reason: expect.stringMatching(/^EACCES.*access/),
    })
  }
})

test('a call is refused when the cassette could be too large with it', () => {
  const path = join(folder(), 'a.json')
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '')
  // Sparse: it takes no room.
  truncateSync(path, 95 * MB)
  const check = new WriteCheck(path, false)
  expect(check.problemWith(request('a'))).toBeUndefined()
  expect(check.problemWith(request('a b '.repeat(MB / 2)))).toMatchObject({
    cannot: 'fit',
    reason: 'with this call, it would be larger than 96 MB',
  })
  check.add(answered('a', 'a b '.repeat(MB / 2)))
  expect(check.problemWith(request('a'))).toMatchObject({ cannot: 'fit' })
  // A refresh replaces what the file holds.
  expect(new WriteCheck(path, true).problemWith(request('a'))).toBeUndefined()
})

test('a large base64 value does not count, because it has a file of its own', () => {
  const check = new WriteCheck(join(folder(), 'a.json'), false)
  const screenshot = Buffer.alloc(largestInline + 1).toString('base64')
  const body = { json: Array.from({ length: 2_000 }, () => screenshot) }
  expect(check.problemWith({ ...request(''), body })).toBeUndefined()
})
