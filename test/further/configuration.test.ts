import { expect, test } from 'vitest'
import type { CassetteOptions } from '../../src/vitest/main/options.ts'
import { noteModule, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatEvent, json, startProvider } from '../support/provider.ts'

/** Every option, other than it is by default. A new one needs a row here. */
const changed: { readonly [Name in keyof Required<CassetteOptions>]: NonNullable<CassetteOptions[Name]> } = {
  mode: 'record',
  dir: 'moved',
  include: ['*'],
  exclude: ['other.example.com', 'https://api.openai.com/v2/*'],
  upstream: { '*': 'http://127.0.0.1:9/gateway' },
  onExhausted: 'repeat-last',
  unused: 'ignore',
  stream: { timing: 'recorded', speed: 1000 },
  keepFailures: true,
  fallback: 'before-first-byte',
  maxAge: '1h',
  onStale: 'fail',
  redact: ['**.metadata', 'request.body.json.messages[0].role', './redactors.ts'],
  keep: ['sk-example-*'],
  allowSecrets: [{ path: 'response.body.json.sample', reason: 'a key from a manual' }],
  diagnostics: 'all',
  prices: { 'gpt-5-mini': { input: 0.25, output: 2 } },
  ignore: ['metadata', '**.content', '?trace', '**.nothing'],
  normalize: ['iso-dates', 'unix-times', 'uuids', 'nanoids', 'temp-paths', 'ports', 'byte-counts', './normalizers.ts'],
  matchHeaders: ['x-tenant', 'user-agent', 'content-type', 'x-missing'],
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
  'redactors.ts': "export const runs = (text: string) => text.replaceAll('run-1', '[RUN]')",
  'agent.test.ts': `
import { test } from 'vitest'
import { note } from './note.ts'
const ask = (path: string, body: BodyInit, headers = {}) =>
  fetch('https://api.openai.com/v1/' + path, { method: 'POST', headers: { 'x-tenant': 'acme', ...headers }, body }).then((response) => response.text())
test('an agent', async ({ task }) => {
  const message = 'On 2026-11-21, at 1763719331, in /tmp/run-1, run 123e4567-e89b-12d3-a456-426614174000 wrote 12 KB'
  const chat = JSON.stringify({ metadata: { at: 1763719331 }, messages: [{ role: 'user', content: message }] })
  const form = new FormData()
  form.append('file', new File(['a'], 'a.txt', { type: 'text/plain' }))
  note(task.file.projectName ?? '', [
    await ask('chat/completions?trace=1&key=sk-1', chat, { 'content-type': 'application/json' }),
    await ask('chat/completions', JSON.stringify({ stream: true, messages: [] }), { 'content-type': 'application/json' }),
    await ask('audio/transcriptions', form),
    await ask('chat/completions?trace=1&key=sk-1', chat, { 'content-type': 'application/json' }),
  ])
})
`,
}

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
const changed = process.env.UPSTREAM ? {} : ${JSON.stringify(changed)}
const { dir, ignore, normalize, matchHeaders, clock, random, redact, ...others } = changed
const comparing = process.env.UPSTREAM ? {} : { dir, ignore, normalize, matchHeaders, clock, random, redact }
const one = (name, options) => ({ plugins: [cassettes({ ...upstream, ...options })], test: { name, include: ['agent.test.ts'] } })
export default defineConfig({ test: { projects: [
  ...(process.env.UPSTREAM ? [one('default', {})] : []),
  ...Object.keys(comparing).map((option) => one(option, { [option]: changed[option] })),
  ...(process.env.UPSTREAM ? [] : [one('others', others), one('all', { ...changed, dir: '__cassettes__' })]),
] } })
`

test('no option, changed, leaves a cassette behind', { timeout: 120_000 }, async () => {
  let count = 0
  const provider = await startProvider(({ body }, response) => {
    count += 1
    if (!body.includes('stream')) return json(response, 200, { text: `answer ${count}` })
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`${chatEvent('one')}data: [DONE]\n\n`)
  })
  const project = new Project({ 'vitest.config.ts': config, ...files })
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests.length).toBe(4)
  const [answers] = takeNotes(project)['default'] as unknown[]
  expect(answers).toEqual([
    '{"text":"answer 1"}',
    `${chatEvent('one')}data: [DONE]\n\n`,
    '{"text":"answer 3"}',
    '{"text":"answer 4"}',
  ])

  // To another folder its files must be moved.
  for (const path of project.files('__cassettes__'))
    project.write(path.replace('__cassettes__', 'moved'), project.read(path))
  const before = project.state()
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  // What changes the comparing each by itself, what does not together, and everything at once.
  const projects = ['dir', 'ignore', 'normalize', 'matchHeaders', 'clock', 'random', 'redact', 'others', 'all']
  expect(takeNotes(project)).toEqual(Object.fromEntries(projects.map((name) => [name, [answers]])))
  expect(project.state()).toEqual(before)
  expect(provider.requests.length).toBe(4)
})
