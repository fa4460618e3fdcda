import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Project, type Run } from '../../support/project.ts'
import { cell } from '../support/cell.ts'
import type { Got } from './project/clients.ts'
import { startServers, type Arrived } from './servers.ts'

const installed = (path: string): string => join(import.meta.dirname, '../node_modules', path)
const source = join(import.meta.dirname, 'project')
const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const { PORT } = process.env
export default defineConfig({
  plugins: [cassettes({ include: ['localhost:' + PORT, 'model.internal', 'http://localhost/v1/*'] })],
})
`
const project = new Project(
  {
    ...Object.fromEntries(readdirSync(source).map((path) => [path, readFileSync(join(source, path), 'utf8')])),
    'vitest.config.ts': config,
  },
  { within: 'test/matrix', keep: true },
)

/** The header `host` at the provider, where it is not the address. */
const hosts: Readonly<Record<string, unknown>> = {
  Host: 'model.internal',
  'Unix socket': 'localhost',
  // Undici 6 leaves the port out.
  'interceptors.dns': expect.stringMatching(/^model\.internal(:\d+)?$/),
}

interface Runs {
  readonly recording: Run
  readonly replaying: Run
  readonly recorded: ReadonlyMap<string, Got>
  readonly replayed: ReadonlyMap<string, Got>
  readonly arrived: ReadonlyMap<string, Arrived>
  /** Connections through the proxy: while recording, and in all. */
  readonly proxied: readonly [number, number]
}

/** Records, stops the provider, and replays. */
async function runAll(execPath?: string): Promise<Runs> {
  const servers = await startServers()
  const options = { env: servers.env, ...(execPath !== undefined && { execPath }) }
  rmSync(project.path('__cassettes__'), { recursive: true, force: true })
  const recording = await project.vitest(['--mode', 'record'], options)
  const [recorded, proxied] = [takeNotes(), servers.proxied()]
  await servers.close()
  const replaying = await project.vitest([], options)
  const { arrived } = servers
  return { recording, replaying, recorded, replayed: takeNotes(), arrived, proxied: [proxied, servers.proxied()] }
}

const runs = await runAll()
const otherNodes = {
  'all, Node 22': await runAll(installed('node-22/bin/node')),
  'all, Node 26': await runAll(installed('node-26/bin/node')),
}
project.remove()

const names = Object.keys(runs.replaying.tests)
for (const name of names) {
  const [column = '', row = ''] = name.split(' > ')
  cell({ section: 'own-calls', row, column }, () => check(name, runs))
}
for (const [column, others] of Object.entries(otherNodes))
  for (const [row = '', ofRow] of Map.groupBy(names, (name) => name.split(' > ')[1]))
    cell({ section: 'own-calls', row, column }, () => {
      for (const name of ofRow) check(name, others)
    })

function check(name: string, { recording, replaying, recorded, replayed, arrived }: Runs): void {
  const [column = '', row = ''] = name.split(' > ')
  expect(recording.tests[name]?.errors, name).toEqual([])
  expect(replaying.tests[name]?.errors, name).toEqual([])
  const path = `/v1/${column}/${row}`
  expect(recorded.get(name), name).toEqual({ status: 200, text: JSON.stringify({ path }) })
  expect(replayed.get(name), name).toEqual(recorded.get(name))
  expect(arrived.get(path), name).toEqual({
    method: row === 'body of a GET' ? 'GET' : 'POST',
    host: hosts[row] ?? expect.stringMatching(/^localhost:\d+$/),
    body: '{"model":"gpt-5-mini","input":"Hello"}',
  })
}

test.each(Object.entries({ 'all, Node 24': runs, ...otherNodes }))(
  '%s: the proxy is asked while recording only',
  (_, all) => {
    const [recorded, total] = all.proxied
    expect(recorded).toBeGreaterThan(2)
    expect(total).toBe(recorded)
  },
)

test('the replay has all cells of the recording', () => {
  expect(names.length, runs.replaying.output).toBeGreaterThan(20)
  expect(names).toEqual(Object.keys(runs.recording.tests))
})

function takeNotes(): Map<string, Got> {
  const lines = project.exists('notes.jsonl') ? project.read('notes.jsonl').split('\n').filter(Boolean) : []
  project.write('notes.jsonl', '')
  return new Map(lines.map((line) => JSON.parse(line) as [string, Got]))
}
