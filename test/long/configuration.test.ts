import { expect, test } from 'vitest'
import type { CassetteOptions } from '../../src/cassette/options.ts'
import { noteModule, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatEvent, json, startProvider } from '../support/provider.ts'

/** Every option, other than it is by default. A new one needs a row here. */
const changed: { readonly [Name in keyof Required<CassetteOptions>]: NonNullable<CassetteOptions[Name]> } = {
  mode: 'record',
  dir: 'moved',
  include: ['*'],
  exclude: ['other.example.com', 'https://api.openai.com/v2/*'],
  drop: ['stats.example.com'],
  upstream: { '*': 'http://127.0.0.1:9/gateway' },
  onExhausted: 'repeat-last',
  unused: 'ignore',
  stream: { timing: 'recorded', speed: 1000 },
  keepFailures: true,
  fallback: 'before-first-byte',
  maxAge: '1h',
  onStale: 'fail',
  redact: ['**.metadata', 'request.body.json.messages[0].role', './redactors.ts'],
  keep: ['sk-proj-example*', 'demo-*', 'r2t5*'],
  allowSecrets: [{ path: 'response.body.json.sample', reason: 'a key from a manual' }],
  diagnostics: 'all',
  prices: { 'gpt-5-mini': { input: 0.25, output: 2 } },
  ignore: ['metadata', '**.content', '?trace', '**.nothing'],
  normalize: [
    'dates',
    'iso-dates',
    'unix-times',
    'uuids',
    'nanoids',
    'temp-paths',
    'ports',
    'byte-counts',
    './normalizers.ts',
  ],
  matchHeaders: ['x-tenant', 'user-agent', 'content-type', 'x-missing'],
  responseHeaders: ['x-next-page'],
  clock: 'recorded',
  random: 'seeded',
  offline: true,
  allow: ['*'],
  budget: { calls: 100 },
  guardrails: { maxCalls: 100 },
  guard: { e2e: ['e2e/**'] },
}

const files = {
  ...noteModule,
  'normalizers.ts': 'export const shout = (request: any) => ({ ...request, method: request.method.toLowerCase() })',
  'redactors.ts': "export const runs = (text: string) => text.replaceAll('run-1', '[REDACTED:run]')",
  'agent.test.ts': `
import { test } from 'vitest'
import { note } from './note.ts'
test('an agent', async ({ task }) => {
  const always = { 'x-tenant': 'acme', 'x-project': task.file.projectName ?? '' }
  const ask = (path: string, body: BodyInit, headers = {}) =>
    fetch('https://api.openai.com/v1/' + path, { method: 'POST', headers: { ...always, ...headers }, body }).then((response) => response.text())
  // What \`keep\` names: a key in a text, a field, a parameter.
  const kept = { metadata: { at: 1763719331 }, api_key: 'demo-key-1', messages: [{ role: 'user', content: 'Is ${'sk-proj-example' + 'Abcdefghij0123456789'.repeat(2)} a key?' }] }
  const message = 'On 2026-11-21, at 1763719331, in /tmp/run-1, run 123e4567-e89b-12d3-a456-426614174000 wrote 12 KB'
  const chat = JSON.stringify({ metadata: { at: 1763719331 }, messages: [{ role: 'user', content: message }] })
  const form = new FormData()
  form.append('file', new File(['a'], 'a.txt', { type: 'text/plain' }))
  note(task.file.projectName ?? '', [
    await ask('chat/completions?trace=1&key=sk-1', chat, { 'content-type': 'application/json' }),
    await ask('chat/completions', JSON.stringify({ stream: true, messages: [] }), { 'content-type': 'application/json' }),
    await ask('audio/transcriptions', form),
    await ask('chat/completions?trace=1&key=sk-1', chat, { 'content-type': 'application/json' }),
    await ask('chat/completions?token=r2t5a8k1m4p7v0c3b6n9x2z5', JSON.stringify(kept), { 'content-type': 'application/json' }),
    await ask('moderations', 'api_key=demo-key-1&code=r2t5a8k1m4p7v0c3b6n9x2z5&q=1', { 'content-type': 'application/x-www-form-urlencoded' }),
  ])
})
`,
}

/**
 * Options that change how requests are compared, or what of them is stored. No option of a group hides another one: `ignore`
 * acts on fields, `matchHeaders` on headers, and a clock and random numbers on no part of these requests.
 */
const { dir, ignore, normalize, matchHeaders, clock, random, redact, keep, ...rest } = changed
const comparing = { ignore, normalize, matchHeaders, clock, random, redact, keep }
const all = { ...comparing, keepFailures: true }
const groups: ReadonlyArray<readonly [name: string, options: CassetteOptions]> = [
  ['several', { ignore, matchHeaders, clock, random }],
  ['normalize', { normalize }],
  ['redact', { redact }],
  ['keep', { keep }],
]

/** By the name of a project, its options. */
type Projects = Readonly<Record<string, CassetteOptions>>

const recording: Projects = {
  default: {},
  ...Object.fromEntries(
    [...groups, ['all', all] as const].map(([name, options]) => [name, { ...options, dir: `of-${name}` }]),
  ),
}
const replaying: Projects = {
  ...Object.fromEntries(groups.map(([name, options]) => [`${name}, changed`, options])),
  'the rest, changed': { ...rest, dir },
  'all, changed': { ...changed, dir: '__cassettes__' },
  ...Object.fromEntries(
    [...groups, ['all']].map(([name]) => [`${name as string}, back`, { dir: `of-${name as string}` }]),
  ),
}

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
const projects = ${JSON.stringify([recording, replaying])}[process.env.UPSTREAM ? 0 : 1]
export default defineConfig({ test: { projects: Object.entries(projects).map(([name, options]) => (
  { plugins: [cassettes({ ...upstream, ...options })], test: { name, include: ['agent.test.ts'], pool: 'threads' } }
)) } })
`

test('no option, changed or changed back, leaves a cassette behind', async () => {
  const counts = new Map<unknown, number>()
  const provider = await startProvider(({ body, headers }, response) => {
    const count = (counts.get(headers['x-project']) ?? 0) + 1
    counts.set(headers['x-project'], count)
    if (!body.includes('stream')) return json(response, 200, { text: `answer ${count}` })
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`${chatEvent('one')}data: [DONE]\n\n`)
  })
  const project = new Project({ 'vitest.config.js': config, ...files })
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests.length).toBe(6 * Object.keys(recording).length)
  const [answers] = takeNotes(project)['default'] as unknown[]
  expect(answers).toEqual([
    '{"text":"answer 1"}',
    `${chatEvent('one')}data: [DONE]\n\n`,
    ...[3, 4, 5, 6].map((count) => `{"text":"answer ${count}"}`),
  ])
  const stored = (folder: string): string => project.read(`${folder}/agent.test.ts/an-agent.json`)
  expect(stored('__cassettes__')).not.toMatch(/sk-proj-example|demo-key|r2t5/)
  expect(stored('of-keep')).toMatch(/sk-proj-example[^]*demo-key[^]*r2t5/)

  // To another folder its files must be moved.
  for (const path of project.files('__cassettes__'))
    project.write(path.replace('__cassettes__', 'moved'), project.read(path))
  const before = project.state()
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)).toEqual(Object.fromEntries(Object.keys(replaying).map((name) => [name, [answers]])))
  expect(project.state()).toEqual(before)
})
