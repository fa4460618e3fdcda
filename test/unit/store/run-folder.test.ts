import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { saveCassette } from '../../../src/store/cassette-file.ts'
import { failedRecordings, acceptRecording } from '../../../src/store/failed-recordings.ts'
import { removeOldRuns, writeActionLog, writeRunFile } from '../../../src/store/run-folder.ts'
import { createScan } from '../../../src/store/scan.ts'
import { folder, filesIn } from '../support/folder.ts'

const day = 24 * 60 * 60 * 1000

test('the folders of the last ten ended runs stay, including this one', () => {
  const root = folder()
  const runs = join(root, '.vitest-cassette/runs')
  const now = Date.now()
  const add = (name: string, daysAgo: number, ended = true): void => {
    mkdirSync(join(runs, name), { recursive: true })
    if (ended) writeFileSync(join(runs, name, 'run.json'), '{}')
    for (const path of [join(runs, name, 'run.json'), join(runs, name)])
      if (existsSync(path)) utimesSync(path, new Date(now - daysAgo * day), new Date(now - daysAgo * day))
  }
  for (let age = 1; age <= 12; age++) add(`ended-${age}`, age)
  add('this', 0)
  add('goes-on', 0.9, false)
  add('was-killed', 30, false)
  removeOldRuns(root, 'this', now)
  const kept = ['goes-on', ...Array.from({ length: 8 }, (_, index) => `ended-${index + 1}`), 'this']
  expect(kept.filter((name) => existsSync(join(runs, name)))).toEqual(kept)
  expect(['ended-9', 'ended-12', 'was-killed'].filter((name) => existsSync(join(runs, name)))).toEqual([])
  // This one stays also when it is older than the others.
  for (let age = 0; age < 12; age++) add(`newer-${age}`, 0)
  add('long-run', 0.5, false)
  removeOldRuns(root, 'this', now)
  expect(existsSync(join(runs, 'long-run'))).toBe(true)
  expect(existsSync(join(runs, 'this'))).toBe(true)
})

test('concurrent runs with one id write different files, and a later run replaces an earlier one', () => {
  const root = folder()
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
  const write = (from: number, to: number, own?: string): string =>
    writeRunFile(root, 'id', { startedAt: at(from), finishedAt: at(to) }, own).slice(root.length)
  expect(write(0, 5)).toBe('/.vitest-cassette/runs/id/run.json')
  expect(write(3, 6)).toBe('/.vitest-cassette/runs/id/run-2.json')
  expect(write(7, 8)).toBe('/.vitest-cassette/runs/id/run.json')
  // A rerun in watch mode replaces its own file.
  expect(write(7, 9, join(root, '.vitest-cassette/runs/id/run-2.json'))).toBe('/.vitest-cassette/runs/id/run-2.json')
  const logs = join(root, '.vitest-cassette/runs/id/a.test.ts')
  writeActionLog(root, logs, 'a', [{ n: 1 }, { n: 2 }])
  writeActionLog(root, logs, 'a', [{ n: 3 }])
  expect(filesIn(logs)).toEqual(['a.2.jsonl', 'a.jsonl'])
  expect(readFileSync(join(logs, 'a.jsonl'), 'utf8')).toBe('{"n":1}\n{"n":2}\n')
})

const asking = (content: string): Interaction => ({
  lane: 'main',
  request: { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', body: { json: { content } } },
  response: { status: 200, headers: {}, body: { base64: Buffer.alloc(70_000, content).toString('base64') } },
  recordedAt: '2026-01-01T00:00:00.000Z',
})

test('a failed recording replaces its cassette after redaction and scan, or nothing changes', async () => {
  const root = folder()
  const folders = { root, dir: '__cassettes__', runId: 'unused' }
  const owner = { file: 'a.test.ts', name: 'asks' }
  const kept = join(root, '.vitest-cassette/runs/one/a.test.ts/asks.json')
  const cassette = join(root, '__cassettes__/a.test.ts/asks.json')
  saveCassette(cassette, owner, [asking('old')])
  const before = filesIn(join(root, '__cassettes__')).map((path) => [
    path,
    readFileSync(join(root, '__cassettes__', path)),
  ])
  const take = (redact: (interaction: Interaction) => Interaction): Promise<number> =>
    acceptRecording(folders, failedRecordings(folders)[0]!, redact, createScan([]))

  // Assembled here, so that no scanner takes it for a real key.
  const slack = ['xoxb', '123456789012', '123456789012', 'abcdefghijklmnopqrstuvwx'].join('-')
  saveCassette(kept, owner, [asking('new'), asking(slack)])
  await expect(take((one) => one)).rejects.toMatchObject({
    name: 'UnsafeCassetteError',
    // Also of a body in its own file.
    fields: {
      test: 'asks',
      found: [
        { at: 'interactions[1].request.body.json.content', rule: 'slack' },
        { at: 'interactions[1].response.body.base64', rule: 'slack' },
      ],
    },
  })
  expect(
    filesIn(join(root, '__cassettes__')).map((path) => [path, readFileSync(join(root, '__cassettes__', path))]),
  ).toEqual(before)
  expect(existsSync(kept)).toBe(true)

  expect(failedRecordings(folders)).toMatchObject([{ path: kept, cassette, owner }])
  expect(await take((one) => (JSON.stringify(one).includes(slack) ? asking('[REDACTED]') : one))).toBe(2)
  expect(readFileSync(cassette, 'utf8')).toContain('"content": "new"')
  // The large bodies of the new cassette exist, and those of the old one are removed.
  expect(
    filesIn(join(root, '__cassettes__/a.test.ts/asks.files')).filter((name) => name.endsWith('.bin')),
  ).toHaveLength(2)
  expect(filesIn(join(root, '.vitest-cassette/runs'))).toEqual([])
  expect(failedRecordings(folders)).toEqual([])

  saveCassette(kept, owner, [asking('new')])
  writeFileSync(kept, readFileSync(kept, 'utf8').slice(0, -20))
  expect(() => failedRecordings(folders)).toThrow(expect.objectContaining({ name: 'CassetteFormatError' }))
})
