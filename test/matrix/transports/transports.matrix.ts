import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Project, type Run } from '../../support/project.ts'
import { cell, type Cell } from '../support/cell.ts'
import type { Got } from './project/request.ts'
import { startProvider, text, type Echo } from './provider.ts'

const installed = (path: string): string => join(import.meta.dirname, '../node_modules', path)
const json = JSON.stringify({ text: 'é'.repeat(100) })
const bytes = Uint8Array.from({ length: 3000 }, (_, index) => index % 256)
/** Notes about cells, by column, or by row and column. */
const special: Record<string, Pick<Cell, 'works' | 'note'>> = {
  'set-cookie': {
    works: 'partly',
    note: 'Cookies are never stored: the client gets them while recording, and not in a replay. See [cookies](discoveries/cookies.md).',
  },
}

/** Forms with another media type. Their beginning identifies them. */
const mislabelled: Record<string, string> = {
  'axios, fetch adapter > FormData': 'application/x-www-form-urlencoded',
}

/** The expected request at the provider, if all clients send the same. */
const sent: Record<string, { size: number; hash: string }> = {
  string: measured(json),
  stream: measured(json),
  bytes: measured(bytes),
  Blob: measured(bytes),
  URLSearchParams: measured(new URLSearchParams({ a: 'b c', é: '&' }).toString()),
  Expect: measured('{"a":1}'),
}

const file = (rows: string): string => `
import { defineCells } from './cells.ts'
import { rows } from './${rows}.ts'
defineCells(rows)
`
const source = join(import.meta.dirname, 'project')
const project = new Project(
  {
    ...Object.fromEntries(readdirSync(source).map((path) => [path, readFileSync(join(source, path), 'utf8')])),
    'node.test.ts': `${file('rows-node')}
import { afterAll } from 'vitest'
import { closeSessions } from './rows-node.ts'
afterAll(closeSessions)
`,
    'jsdom.test.ts': file('rows-jsdom'),
    'before.mjs': `
import { request } from 'node:https'
globalThis.before = { fetch: globalThis.fetch, request }
`,
  },
  { within: 'test/matrix', keep: true, test: { testTimeout: 150_000, isolate: true } },
)
const env = { OPENAI_API_KEY: 'sk-test', NODE_OPTIONS: '--import=./before.mjs' }

interface Runs {
  readonly recording: Run
  readonly replaying: Run
  readonly recorded: ReadonlyMap<string, Got>
  readonly replayed: ReadonlyMap<string, Got>
  /** Number of requests at the provider: while recording, and in total. */
  readonly asked: number
  readonly askedInAll: number
}

/** Records, stops the provider, replays, and makes requests that were never recorded. */
async function runAll(execPath?: string): Promise<Runs> {
  const options = execPath === undefined ? {} : { execPath }
  const provider = await startProvider()
  rmSync(project.path('__cassettes__'), { recursive: true, force: true })
  const recording = await project.vitest(['--mode', 'record'], { ...options, env: { ...env, UPSTREAM: provider.url } })
  const recorded = takeNotes()
  await provider.close()
  const asked = provider.count()
  const replaying = await project.vitest([], { ...options, env: { ...env, MISS: '1' } })
  return { recording, replaying, recorded, replayed: takeNotes(), asked, askedInAll: provider.count() }
}

const runs = await runAll()
/** Each client decodes other encodings. */
const otherNodes = {
  'all, Node 22': await runAll(installed('node-22/bin/node')),
  'all, Node 26': await runAll(installed('node-26/bin/node')),
}
project.remove()

const names = Object.keys(runs.replaying.tests).filter((name) => name.includes(' > '))
for (const name of names) {
  const [row = '', column = ''] = name.split(' > ')
  // A page never sees a cookie of another origin.
  const known = special[name] ?? (row.startsWith('XMLHttpRequest') ? undefined : special[column])
  cell({ section: 'transports', row, column, ...known }, () => check(name, column, runs))
}
for (const [column, others] of Object.entries(otherNodes))
  for (const [row, ofRow] of Map.groupBy(names, (name) => name.split(' > ', 1)[0]!))
    cell({ section: 'transports', row, column }, () => {
      for (const name of ofRow) check(name, name.split(' > ')[1]!, others)
    })

function check(name: string, column: string, all: Runs): void {
  if (column === 'miss') return checkMiss(name, all)
  expect(all.recording.tests[name]?.errors, name).toEqual([])
  expect(all.replaying.tests[name]?.errors, name).toEqual([])
  const got = withText(all.recorded.get(name)!)
  checkTruth(name, column, got)
  expect(all.replayed.get(name), name).toEqual(column === 'set-cookie' ? withoutCookies(got) : got)
}

test('the replay has all cells of the recording', () => {
  expect(names.length, runs.replaying.output).toBeGreaterThan(300)
  expect(names.filter((name) => !name.endsWith(' > miss')).sort()).toEqual(
    Object.keys(runs.recording.tests)
      .filter((name) => name.includes(' > '))
      .sort(),
  )
})

/** The client received the provider's answer, and the provider received the client's request. */
function checkTruth(name: string, column: string, { status, headers, text: got, continued }: Got): void {
  if (column in sent || column === 'FormData') {
    const echo = JSON.parse(got) as Echo
    expect(echo).toMatchObject({ method: 'POST', ...sent[column] })
    if (column === 'FormData') expect(echo.type).toBe(mislabelled[name] ?? 'multipart/form-data')
    if (column === 'Expect') expect(continued).not.toBe(false)
    return
  }
  const statuses: Record<string, number> = { '204': 204, '304': 304, '404': 404 }
  expect(status).toBe(statuses[column] ?? 200)
  // A page never sees a cookie of another origin.
  if (column === 'set-cookie' && !name.startsWith('XMLHttpRequest')) expect(headers['set-cookie']).toBe('a=1, b=2')
  if (column === '304') expect(headers['etag']).toBe('"1"')
  else expect(headers['x-request-id']).toBe('r1')
  // The announced length, if it is that of the decoded body.
  if (column === 'content-length') expect(headers['content-length']).toBe(String(Buffer.byteLength(text)))
  if (column === 'HEAD') expect(headers['content-length']).toBe('1234')
  if (column === 'chunked') expect(headers['content-length']).toBe(undefined)
  if (['204', '304', 'HEAD'].includes(column)) expect(got).toBe('')
  else expect(got).toBe(column === '404' ? '{"error":{"message":"no such model"}}' : text)
}

/** One attempt, our text in the client, and a failing test. */
function checkMiss(name: string, { replaying, replayed, asked, askedInAll }: Runs): void {
  expect(replayed.get(name)).toMatchObject({ status: 400, text: expect.stringContaining('CassetteMissError') })
  expect(replaying.tests[name]?.errors).toEqual([expect.stringMatching(/^CassetteMissError: No recorded answer: POST/)])
  expect(askedInAll).toBe(asked)
}

/** A client that cannot decode zstd has the body as it came while recording, as it has without the plugin, and decoded in a replay. */
function withText(got: Got): Got {
  return got.text.startsWith('(\ufffd/\ufffd') ? { ...got, text } : got
}

function withoutCookies(got: Got): Got {
  const { 'set-cookie': _, ...headers } = got.headers
  return { ...got, headers }
}

function measured(data: string | Uint8Array): { size: number; hash: string } {
  return { size: Buffer.byteLength(data), hash: createHash('sha256').update(data).digest('hex') }
}

function takeNotes(): Map<string, Got> {
  const lines = project.exists('notes.jsonl') ? project.read('notes.jsonl').split('\n').filter(Boolean) : []
  project.write('notes.jsonl', '')
  return new Map(lines.map((line) => JSON.parse(line) as [string, Got]))
}
