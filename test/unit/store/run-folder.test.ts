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

test('of the runs that have ended the last ten are kept, this one among them', () => {
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
  // Also where it is older than what is kept already.
  for (let age = 0; age < 12; age++) add(`newer-${age}`, 0)
  add('long-run', 0.5, false)
  removeOldRuns(root, 'this', now)
  expect(existsSync(join(runs, 'long-run'))).toBe(true)
  expect(existsSync(join(runs, 'this'))).toBe(true)
})

test('runs of one id at the same time keep apart, and a later one takes the place of an earlier', () => {
  const root = folder()
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
  const write = (from: number, to: number, own?: string): string =>
    writeRunFile(root, 'id', { startedAt: at(from), finishedAt: at(to) }, own).slice(root.length)
  expect(write(0, 5)).toBe('/.vitest-cassette/runs/id/run.json')
  expect(write(3, 6)).toBe('/.vitest-cassette/runs/id/run-2.json')
  expect(write(7, 8)).toBe('/.vitest-cassette/runs/id/run.json')
  // A watch mode writes its own again.
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

test('a kept recording takes the place of its cassette, redacted and looked through, or nothing changes', async () => {
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

  // Put together here, so that nobody takes it for a real one.
  const slack = ['xoxb', '123456789012', '123456789012', 'abcdefghijklmnopqrstuvwx'].join('-')
  saveCassette(kept, owner, [asking('new'), asking(slack)])
  await expect(take((one) => one)).rejects.toMatchObject({
    name: 'UnsafeCassetteError',
    // Of a body that stands in a file of its own too.
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
  // Its large bodies came with it, and those of the old one are gone.
  expect(filesIn(join(root, '__cassettes__/a.test.ts/asks.files'))).toHaveLength(2)
  expect(filesIn(join(root, '.vitest-cassette/runs'))).toEqual([])
  expect(failedRecordings(folders)).toEqual([])

  saveCassette(kept, owner, [asking('new')])
  writeFileSync(kept, readFileSync(kept, 'utf8').slice(0, -20))
  expect(() => failedRecordings(folders)).toThrow(expect.objectContaining({ name: 'CassetteFormatError' }))
})
