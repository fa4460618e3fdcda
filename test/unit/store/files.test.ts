import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import type { FileBody, StoredBody } from '../../../src/cassette/stored-body.ts'
import { requestKey } from '../../../src/match/view/request-key.ts'
import { requestView } from '../../../src/match/view/request-view.ts'
import {
  readCassette,
  readReplayedCassette,
  readWholeCassette,
  saveCassette,
} from '../../../src/store/cassette-file.ts'
import { listStrayFiles } from '../../../src/store/list-cassettes.ts'
import { cassetteFolder, insidePath, journalFolder, fileRunFolder, shownPath } from '../../../src/store/paths.ts'
import { readSideFile } from '../../../src/store/bodies/side-files.ts'
import { writeFileAtomic } from '../../../src/store/write-file.ts'
import { filesIn, folder } from '../support/folder.ts'
import { answered } from '../support/interactions.ts'

const owner = { file: 'a.test.ts', name: 'a' }
const bytes = Buffer.alloc(64 * 1024 + 1, 7)
const hash = createHash('sha256').update(bytes).digest('hex')
const big = answered('a', '', { body: { base64: bytes.toString('base64') } })
const small = answered('a', '', { body: { base64: bytes.subarray(1).toString('base64') } })

test('a saved cassette can be read', () => {
  const path = join(folder(), 'deep', 'er', 'a.json')
  expect(readCassette(path, 'a.json')).toBeUndefined()
  expect(saveCassette(path, owner, [answered('a', 'b')])).toBe(true)
  expect(readCassette(path, 'a.json')?.interactions).toEqual([answered('a', 'b')])
})

test('a file that would not change is not written', () => {
  const path = join(folder(), 'a.json')
  saveCassette(path, owner, [answered('a', 'b')])
  const before = statSync(path, { bigint: true })
  expect(saveCassette(path, owner, [answered('a', 'b')])).toBe(false)
  expect(statSync(path, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs })
})

test('saving no interactions removes the file', () => {
  const root = folder()
  const path = join(root, 'a.json')
  expect(saveCassette(path, owner, [])).toBe(false)
  saveCassette(path, owner, [big])
  expect(saveCassette(path, owner, [])).toBe(true)
  expect(filesIn(root)).toEqual([])
})

test('a folder in place of the cassette is a format error, never a missing file', () => {
  const path = join(folder(), 'a.json')
  mkdirSync(path)
  expect(() => readCassette(path, 'a.json')).toThrow(expect.objectContaining({ code: 'CASSETTE_FORMAT' }))
})

test('a path that is too long is refused before anything is recorded', () => {
  expect(() => readCassette(join(folder(), `${'x'.repeat(300)}.json`), 'a.json')).toThrow(
    /ENAMETOOLONG[^]*Shorten the path/,
  )
})

test('a file that is too large is refused before reading', () => {
  const path = join(folder(), 'a.json')
  writeFileSync(path, '')
  // Sparse: eight terabytes that takes no room.
  truncateSync(path, 8 * 2 ** 40)
  expect(() => readCassette(path, 'a.json')).toThrow('larger than 128 MB')
})

test('a cassette that would be too large to read is not written', () => {
  const root = folder()
  const huge = answered('a', 'x'.repeat(129 * 1024 * 1024))
  expect(() => saveCassette(join(root, 'a.json'), owner, [huge])).toThrow('too large to be read again')
  expect(filesIn(root)).toEqual([])
})

test('a write replaces the whole file and leaves nothing beside it', () => {
  const root = folder()
  writeFileAtomic(join(root, 'a.json'), 'a long first text')
  writeFileAtomic(join(root, 'a.json'), 'short')
  expect(filesIn(root)).toEqual(['a.json'])
  expect(readFileSync(join(root, 'a.json'), 'utf8')).toBe('short')
})

test('a write that fails leaves nothing behind', () => {
  const root = folder()
  mkdirSync(join(root, 'a.json'))
  expect(() => writeFileAtomic(join(root, 'a.json'), 'x')).toThrow()
  writeFileSync(join(root, 'file'), 'untouched')
  expect(() => writeFileAtomic(join(root, 'file', 'a.json'), 'x')).toThrow()
  expect(filesIn(root)).toEqual(['file'])
  expect(readFileSync(join(root, 'file'), 'utf8')).toBe('untouched')
})

test('only binary bodies above 64 KiB get their own file', () => {
  const root = folder()
  saveCassette(join(root, 'a.json'), owner, [small])
  expect(filesIn(root)).toEqual(['a.json'])
  saveCassette(join(root, 'a.json'), owner, [big])
  expect(filesIn(root)).toEqual(['a.files/.gitattributes', `a.files/${hash}.bin`, 'a.json'])
  expect(readFileSync(join(root, 'a.files', `${hash}.bin`)).equals(bytes)).toBe(true)
})

test('a request body may have its own file too, and equal bodies share one file', () => {
  const root = folder()
  const path = join(root, 'a.json')
  const upload = answered('a', 'b')
  saveCassette(path, owner, [{ ...big, request: { ...upload.request, body: { base64: bytes.toString('base64') } } }])
  const [loaded] = readCassette(path, 'a.json')?.interactions ?? []
  expect(loaded?.request.body).toEqual({ file: `a.files/${hash}.bin`, size: bytes.length })
  expect(loaded?.response?.body).toEqual(loaded?.request.body)
  const { file } = loaded!.request.body as FileBody
  expect(Buffer.from(readSideFile(path, file, 'a.json')).equals(bytes)).toBe(true)
})

test('an existing side file is not written again, unless it is damaged', () => {
  const root = folder()
  const file = join(root, 'a.files', `${hash}.bin`)
  saveCassette(join(root, 'a.json'), owner, [big])
  const { ino } = statSync(file)
  saveCassette(join(root, 'a.json'), owner, [big, answered('b', 'c')])
  expect(statSync(file).ino).toBe(ino)
  writeFileSync(file, 'damaged')
  saveCassette(join(root, 'a.json'), owner, [big])
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('side files that no interaction names are removed, but only of this cassette', () => {
  const root = folder()
  saveCassette(join(root, 'a.json'), owner, [big])
  saveCassette(join(root, 'b.json'), owner, [big])
  writeFileSync(join(root, 'a.files', `${'0'.repeat(64)}.bin`), 'x')
  saveCassette(join(root, 'a.json'), owner, readWholeCassette(join(root, 'a.json'), 'a.json')?.interactions ?? [])
  expect(filesIn(root)).toEqual([
    'a.files/.gitattributes',
    `a.files/${hash}.bin`,
    'a.json',
    'b.files/.gitattributes',
    `b.files/${hash}.bin`,
    'b.json',
  ])
  saveCassette(join(root, 'a.json'), owner, [small])
  expect(filesIn(root)).toEqual(['a.json', 'b.files/.gitattributes', `b.files/${hash}.bin`, 'b.json'])
})

test('a cassette that was read with its side files can be written when these are gone', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, [big, answered('b', 'c')])
  const whole = readWholeCassette(path, 'a.json')?.interactions ?? []
  expect(whole).toEqual([big, answered('b', 'c')])
  // Another run that records the same test does this.
  saveCassette(path, owner, [small])
  saveCassette(path, owner, whole)
  expect(readWholeCassette(path, 'a.json')?.interactions).toEqual(whole)
})

test('a rewritten cassette keeps its permissions', () => {
  const path = join(folder(), 'a.json')
  saveCassette(path, owner, [answered('a', 'b')])
  chmodSync(path, 0o600)
  saveCassette(path, owner, [answered('a', 'c')])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a missing or different side file is a format error with its name', () => {
  const path = join(folder(), 'a.json')
  saveCassette(path, owner, [big])
  const file = `a.files/${hash}.bin`
  writeFileSync(join(path, '..', 'a.files', `${hash}.bin`), 'other')
  expect(() => readSideFile(path, file, 'x/a.json')).toThrow(
    /Cannot read x\/a\.json\n\n {2}a\.files\/.*its hash differs[^]*git checkout -- "x\/a\.files\/[0-9a-f]{64}\.bin"$/,
  )
  const other = `a.files/${'0'.repeat(64)}.bin`
  expect(() => readSideFile(path, other, 'x/a.json')).toThrow(/a\.files\/0{64}\.bin: cannot be read \(ENOENT/)
})

test.each([
  ['/p/test/a.test.ts', 'test/a.test.ts'],
  ['/p/a.test.ts', 'a.test.ts'],
  ['/other/a.test.ts', '__/other/a.test.ts'],
  ['/a.test.ts', '__/a.test.ts'],
  ['/p/test/../../q/a.test.ts', '__/q/a.test.ts'],
  ['/p/..a/b.test.ts', '..a/b.test.ts'],
])('%s below /p is %s', (file, inside) => {
  expect(insidePath('/p', file)).toBe(inside)
  const folders = { root: '/p', dir: '__cassettes__', runId: 'r1' }
  expect(cassetteFolder(folders, file)).toBe(`/p/__cassettes__/${inside}`)
  expect(journalFolder(folders, file)).toBe(`/p/.vitest-cassette/journals/${inside}`)
  expect(fileRunFolder(folders, file)).toBe(`/p/.vitest-cassette/runs/r1/${inside}`)
})

test('paths are shown relative to the root', () => {
  expect(shownPath('/p', '/p/__cassettes__/a.json')).toBe('__cassettes__/a.json')
})

const screenshot = { role: 'user', content: `data:image/png;base64,${bytes.toString('base64')}` }
const [asks, answers] = [answered('a', 'b'), answered('c', 'd')]
const turns: Interaction[] = [
  { ...asks, request: { ...asks.request, body: { json: { messages: [screenshot] } } } },
  { ...answers, request: { ...answers.request, body: { json: { messages: [screenshot, 'go on', screenshot] } } } },
  answered('e', '', { body: { sse: [{ data: { image: bytes.toString('base64') } }] } }),
]

test('a large base64 value is stored once, beside the cassette', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, turns)
  expect(filesIn(root)).toEqual(['a.files/.gitattributes', `a.files/${hash}.bin`, 'a.json'])
  expect(statSync(path).size).toBeLessThan(5_000)
  expect(readWholeCassette(path, 'a.json')?.interactions).toEqual(turns)
  expect(saveCassette(path, owner, turns)).toBe(false)
  expect(readReplayedCassette(path, 'a.json')?.interactions[2]?.response).toEqual(turns[2]?.response)
})

const form = (...parts: readonly StoredBody[]): Interaction => ({
  ...asks,
  request: { ...asks.request, body: { multipart: parts.map((body) => ({ headers: [['a', 'b']], body })) } },
})
const base64 = bytes.toString('base64')
const uploads = [
  form({ text: 'whisper-1' }, { base64 }),
  form({ base64 }, { json: { image: base64 } }, { base64: bytes.subarray(1).toString('base64') }),
  answered('', '', { body: { multipart: [{ headers: [], body: { base64 } }] } }),
]

test('a large part of a form is stored once, beside the cassette', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, uploads)
  expect(filesIn(root)).toEqual(['a.files/.gitattributes', `a.files/${hash}.bin`, 'a.json'])
  expect(statSync(path).size).toBeLessThan(100_000)
  const sound = { file: `a.files/${hash}.bin`, size: bytes.length }
  const stored = readCassette(path, 'a.json')?.interactions
  expect(stored?.map(({ request }) => request.body)).toMatchObject([
    { multipart: [{ body: { text: 'whisper-1' } }, { body: sound }] },
    {
      multipart: [
        { body: sound },
        { body: { json: { image: `[base64 of ${hash}.bin]` }, files: [['json', 'image']] } },
        {},
      ],
    },
    { text: '' },
  ])
  expect(readWholeCassette(path, 'a.json')?.interactions).toEqual(uploads)
  expect(saveCassette(path, owner, uploads)).toBe(false)
  const replayed = readReplayedCassette(path, 'a.json')?.interactions
  expect(replayed?.[2]?.response).toEqual(uploads[2]?.response)
  // A replay compares a form by the hashes of its large parts.
  const rules = { isIgnoredParameter: () => false, headers: [], ownHeaders: [], isIgnoredHeaderValue: () => false }
  const keys = [replayed, uploads].map((all) => all?.map(({ request }) => requestKey(requestView(request, rules))))
  expect(keys[0]).toEqual(keys[1])
  saveCassette(path, owner, [asks])
  expect(filesIn(root)).toEqual(['a.json'])
})

test('a part of a form whose file is missing is a format error', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, uploads)
  rmSync(join(root, 'a.files'), { recursive: true })
  expect(() => readWholeCassette(path, 'a.json')).toThrow(/a\.files\/[0-9a-f]{64}\.bin: cannot be read \(ENOENT/)
})

test('the file of a large value is removed with the last place that names it', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, turns)
  saveCassette(path, owner, turns.slice(0, 1))
  expect(filesIn(root)).toEqual(['a.files/.gitattributes', `a.files/${hash}.bin`, 'a.json'])
  saveCassette(path, owner, [asks])
  expect(filesIn(root)).toEqual(['a.json'])
})

test('the file of a large value is no stray file', () => {
  const root = folder()
  const path = join(root, 'cassettes', 'a.json')
  saveCassette(path, owner, turns)
  writeFileSync(join(root, 'cassettes', 'a.files', `${'0'.repeat(64)}.bin`), 'stray')
  const strays = listStrayFiles({ root, dir: 'cassettes' })
  expect(strays).toEqual([join(root, 'cassettes', 'a.files', `${'0'.repeat(64)}.bin`)])
})

test('a cassette keeps its large values when it is renamed together with its folder', () => {
  const root = folder()
  saveCassette(join(root, 'a.json'), owner, turns)
  renameSync(join(root, 'a.json'), join(root, 'b.json'))
  renameSync(join(root, 'a.files'), join(root, 'b.files'))
  expect(readWholeCassette(join(root, 'b.json'), 'b.json')?.interactions).toEqual(turns)
})

test('a large value that is missing, or whose place was edited, is a format error', () => {
  const root = folder()
  const path = join(root, 'a.json')
  saveCassette(path, owner, turns)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace('["json", "messages", 0', '["json", "messages", 7'))
  expect(() => readWholeCassette(path, 'a.json')).toThrow(/the text at \["json","messages",7,"content"\] names no file/)
  writeFileSync(path, text)
  rmSync(join(root, 'a.files'), { recursive: true })
  expect(() => readWholeCassette(path, 'a.json')).toThrow(/a\.files\/[0-9a-f]{64}\.bin: cannot be read \(ENOENT/)
})
