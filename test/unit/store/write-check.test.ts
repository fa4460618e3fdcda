import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
