import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Project } from '../../support/project.ts'
import { cell, type Cell } from '../support/cell.ts'
import type { Got } from './project/request.ts'
import { startProvider, text, type Echo } from './provider.ts'

const json = JSON.stringify({ text: 'é'.repeat(100) })
const bytes = Uint8Array.from({ length: 3000 }, (_, index) => index % 256)
/** What is special about a cell, by column, or by row and column. */
const special: Record<string, Pick<Cell, 'works' | 'note'>> = {
  'set-cookie': {
    works: 'partly',
    note: 'Cookies are never stored: the client gets them while recording, and not in a replay. See [cookies](discoveries/cookies.md).',
  },
}

/** Forms to which a client gives another name: all the same they are told by how they begin. */
const mislabelled: Record<string, string> = {
  'axios, fetch adapter > FormData': 'application/x-www-form-urlencoded',
}

/** What must have reached the provider, where every client sends the same. */
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
  { within: 'test/matrix', keep: true, test: { testTimeout: 150_000 } },
)
const provider = await startProvider()
const env = { OPENAI_API_KEY: 'sk-test', NODE_OPTIONS: '--import=./before.mjs' }
const recording = await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: provider.url } })
const recorded = takeNotes()
await provider.close()
const asked = provider.count()
const replaying = await project.vitest([], { env: { ...env, MISS: '1' } })
const replayed = takeNotes()
project.remove()

const names = Object.keys(replaying.tests).filter((name) => name.includes(' > '))
for (const name of names) {
  const [row = '', column = ''] = name.split(' > ')
  // A page never sees a cookie of another origin.
  const known = special[name] ?? (row.startsWith('XMLHttpRequest') ? undefined : special[column])
  cell({ section: 'transports', row, column, ...known }, () => {
    if (column === 'miss') return checkMiss(name)
    expect(recording.tests[name]?.errors).toEqual([])
    expect(replaying.tests[name]?.errors).toEqual([])
    checkTruth(name, column, recorded.get(name)!)
    expect(replayed.get(name)).toEqual(
      column === 'set-cookie' ? withoutCookies(recorded.get(name)!) : recorded.get(name),
    )
  })
}

test('every cell of the recording is there again', () => {
  expect(names.length, replaying.output).toBeGreaterThan(300)
  expect(names.filter((name) => !name.endsWith(' > miss')).sort()).toEqual(
    Object.keys(recording.tests)
      .filter((name) => name.includes(' > '))
      .sort(),
  )
})

/** What the client got is what the provider sent; and the provider got what the client sent. */
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
  if (['204', '304', 'HEAD'].includes(column)) expect(got).toBe('')
  else expect(got).toBe(column === '404' ? '{"error":{"message":"no such model"}}' : text)
}

/** One attempt, our text in what the client got, and a test that fails with it. */
function checkMiss(name: string): void {
  expect(replayed.get(name)).toMatchObject({ status: 400, text: expect.stringContaining('CassetteMissError') })
  expect(replaying.tests[name]?.errors).toEqual([
    expect.stringMatching(/^CassetteMissError: No recorded answer for POST/),
  ])
  expect(provider.count()).toBe(asked)
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
