import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Project } from '../../support/project.ts'
import { cell } from '../support/cell.ts'
import type { Seen } from './project/clients.ts'
import { startRealMcpServer } from './server.ts'

/** Headings of the columns, by the path at the server. */
const headings: Record<string, string> = {
  stateful: 'streamable HTTP, with a session',
  stateless: 'streamable HTTP, without',
  json: 'the same, answers in JSON',
  sse: 'HTTP with SSE',
  newer: 'protocol 2026-07-28',
  'both ways': 'requests and notifications of the server',
}

const source = join(import.meta.dirname, 'project')
const server = await startRealMcpServer()
const project = new Project(
  Object.fromEntries(readdirSync(source).map((path) => [path, readFileSync(join(source, path), 'utf8')])),
  {
    within: 'test/matrix',
    keep: true,
    options: { include: [new URL(server.url).host] },
    test: { testTimeout: 60_000 },
  },
)
const env = { SERVER: server.url }
const recording = await project.vitest(['--mode', 'record'], { env })
const recorded = takeSeen()
const asked = server.count()
await server.close()
const replaying = await project.vitest([], { env })
const replayed = takeSeen()
project.remove()

for (const name of Object.keys(replaying.tests)) {
  const [row = '', column = ''] = name.split(' > ')
  cell({ section: 'mcp', row, column: headings[column] ?? column }, () => {
    expect(recording.tests[name]?.errors).toEqual([])
    expect(replaying.tests[name]?.errors).toEqual([])
    const seen = recorded.get(name)
    expect(seen?.tools).toContain('lookUp')
    expect(seen?.text).toBe(column === 'both ways' ? 'Ada ordered it' : 'Order 4711 is sent')
    expect(replayed.get(name)).toEqual(seen)
  })
}

test('the replay has all cells of the recording, and leaves its order nowhere', () => {
  expect(Object.keys(replaying.tests).length, replaying.output).toBeGreaterThan(15)
  expect(Object.keys(replaying.tests)).toEqual(Object.keys(recording.tests))
  expect(replaying.output).not.toContain('order')
  expect(server.count()).toBe(asked)
})

function takeSeen(): Map<string, Seen> {
  const lines = project.exists('notes.jsonl') ? project.read('notes.jsonl').trim().split('\n') : []
  project.write('notes.jsonl', '')
  return new Map(lines.filter(Boolean).map((line) => JSON.parse(line) as [string, Seen]))
}
