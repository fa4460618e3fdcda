import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const canary = 'canary-in-a-prompt'
const tests = `
import { describe, expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask, send } from './ask.ts'

test('passes', async () => { await ask('${canary}') })
test('asks', async () => {
  await ask('one ' + (process.env.QUESTION ?? 'old'))
  await ask('two')
  expect(process.env.WRONG).toBeUndefined()
})
test('asks more', async () => { await ask('more ' + (process.env.QUESTION ?? 'old')); expect(process.env.WRONG).toBeUndefined() })
describe.concurrent('at once', () => {
  test.each(['a', 'b', 'c'])('%s', async (name) => {
    for (const count of [1, 2]) await ask('x'.repeat(name.charCodeAt(0)) + count)
  })
})
withCassette('steps', async ({ cassette }) => cassette.step('book', () => ask('a step')))
test('tries again', { retry: 1 }, async ({ task }) => {
  const attempt = task.result?.retryCount ?? 0
  await ask('attempt ' + attempt)
  if (process.env.FLAKY && attempt === 0) throw new Error('flaky')
})
`

const runs = '.vitest-cassette/runs'

function log(project: Project, path: string): any[] {
  return project
    .read(path)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const words = (lines: any[]): string[] => lines.map(({ action }) => action)

test('the files that a run leaves, and accepting the recording of a failing test', async () => {
  const provider = await chatProvider()
  const project = new Project({ ...askModule, 'agent.test.ts': tests })
  const accept = (...args: string[]): Promise<Run> =>
    project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'accept', ...args])
  const logs = (id: string): string[] => project.files(`${runs}/${id}`).filter((path) => path.endsWith('.jsonl'))

  // A recording run: one log a test attempt, and the run in numbers.
  const first = await project.vitest(['--mode', 'record'], recording(provider, { CASSETTE_RUN_ID: 'one', FLAKY: '1' }))
  expect(first.exitCode, first.output).toBe(0)
  const of = (name: string): string => `${runs}/one/agent.test.ts/${name}.jsonl`
  expect(logs('one')).toEqual(
    ['asks', 'asks-more', 'at-once--a', 'at-once--b', 'at-once--c', 'passes', 'steps', 'tries-again', 'tries-again.2']
      .map(of)
      .sort(),
  )
  const asks = log(project, of('asks'))
  expect(asks[0]).toEqual({
    action: 'test_started',
    version: 1,
    file: 'agent.test.ts',
    name: 'asks',
    attempt: 1,
    mode: 'record',
  })
  const live = ['request_started', 'first_byte', 'finished', 'recorded']
  expect(words(asks)).toEqual(['test_started', ...live, ...live])
  const { key } = asks[1]
  expect(asks[1]).toEqual({
    at: expect.any(Number),
    action: 'request_started',
    request: 1,
    key: expect.stringMatching(/^[0-9a-f]{12}$/),
    lane: 'main',
    provider: 'openai',
    model: 'gpt-5-mini',
    bytes: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'one old' }] }).length,
  })
  expect(asks[3]).toMatchObject({ request: 1, status: 200, usage: { input: 10, output: 5, cached: 0, reasoning: 0 } })
  expect(asks[3].bytes).toBeGreaterThan(200)
  expect(asks[4]).toEqual({ at: asks[3].at, action: 'recorded', request: 1, key })
  // Tests at once: each log holds its own requests, whose sizes tell whose they are.
  const sizes = ['a', 'b', 'c'].map((name) =>
    log(project, of(`at-once--${name}`)).flatMap(({ action, bytes }) => (action === 'request_started' ? [bytes] : [])),
  )
  expect(sizes.map((own) => own.length)).toEqual([2, 2, 2])
  expect(sizes[1]).toEqual(sizes[0]!.map((size) => size + 1))
  expect(sizes[2]).toEqual(sizes[0]!.map((size) => size + 2))
  expect(log(project, of('steps'))[1]).toMatchObject({ step: 'book' })
  expect(words(log(project, of('tries-again')))).toContain('recorded')
  expect(words(log(project, of('tries-again.2')))).toEqual(['test_started', ...live])
  const run = project.json(`${runs}/one/run.json`)
  expect(run).toMatchObject({
    version: 1,
    runId: 'one',
    cassettes: { recorded: 8 },
    calls: { offline: 0, live: { openai: 13 } },
    usage: { input: 130, output: 65, cached: 0, reasoning: 0 },
    models: { 'gpt-5-mini': { input: 130, output: 65 } },
  })
  expect(run.tests.find(({ name }: any) => name === 'asks')).toMatchObject({
    file: 'agent.test.ts',
    state: 'passed',
    cassette: '__cassettes__/agent.test.ts/asks.json',
    result: 'recorded',
    usage: { input: 20, output: 10 },
  })
  for (const path of project.files(runs)) expect(project.read(path), path).not.toContain(canary)
  expect(project.read('.vitest-cassette/.gitignore')).toBe('*\n')

  // A run that only replays leaves nothing.
  const before = project.state()
  const quiet = await project.vitest(['-t', 'passes|asks'], { env: { CASSETTE_RUN_ID: 'quiet' } })
  expect(quiet.exitCode, quiet.output).toBe(0)
  expect(project.state()).toEqual(before)

  // One that failed leaves what it missed, and what happened on the wire.
  const missed = await project.vitest(['-t', 'asks$'], { env: { CASSETTE_RUN_ID: 'missed', QUESTION: canary } })
  expect(missed.exitCode).toBe(1)
  expect(words(log(project, `${runs}/missed/agent.test.ts/asks.jsonl`))).toEqual([
    'test_started',
    'request_started',
    'missed',
  ])
  expect(project.json(`${runs}/missed/run.json`).tests).toMatchObject([
    { name: 'asks', state: 'failed', result: 'missed', diagnostics: { summary_key: 'request_setup_failure.miss' } },
  ])
  // Only the page of the test quotes it.
  const quoting = project.files(`${runs}/missed`).filter((path) => project.read(path).includes(canary))
  expect(quoting).toEqual([`${runs}/missed/agent.test.ts/asks.html`])

  // Two tests that fail with new recordings, twice.
  for (const id of ['two', 'three'])
    await project.vitest(
      ['--mode', 'record', '-t', 'asks'],
      recording(provider, { CASSETTE_RUN_ID: id, WRONG: '1', QUESTION: id }),
    )
  const cassette = '__cassettes__/agent.test.ts/asks.json'
  expect(questionsIn(project, cassette)).toEqual(['one old', 'two'])
  const unknown = await accept('nothing like it')
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' })
  expect(unknown.stderr).toMatch(
    /^CassetteConfigError: No recording of a failed test is named "nothing like it"\.\n\n  There are:\n(    agent\.test\.ts > asks( more)?\n){2}\n  Explained in .*\n$/,
  )
  expect((await accept('agent')).stderr).toContain('CassetteConfigError: "agent" may mean 2 tests.')
  // The exact name wins over one that only holds it; the newest recording over the older.
  const taken = await accept('asks')
  expect(taken).toMatchObject({ exitCode: 0, stderr: '' })
  expect(taken.stdout).toBe(` ✓ ${cassette}
     2 interactions from ${runs}/three/agent.test.ts/asks.json

 See what has changed (git diff), and run the test:
     npx vitest run agent.test.ts -t '^asks$'
`)
  expect(questionsIn(project, cassette)).toEqual(['one three', 'two'])
  expect(project.files(runs).filter((path) => path.endsWith('/asks.json'))).toEqual([])
  const replayed = await project.vitest(['-t', 'asks$'], { env: { QUESTION: 'three' } })
  expect(replayed.exitCode, replayed.output).toBe(0)

  // A run folder that cannot be written is a warning, and fails no test.
  rmSync(project.path('.vitest-cassette'), { recursive: true })
  project.write('.vitest-cassette', 'a file in the way')
  const blocked = await project.vitest(['--mode', 'record', '-t', 'asks'], recording(provider, { QUESTION: 'blocked' }))
  expect(blocked.exitCode, blocked.output).toBe(0)
  expect(blocked.output).toContain('The log of a test cannot be written: ENOTDIR')
  expect(blocked.output).toContain('vitest-cassette: cannot write the folder of this run: ENOTDIR')
  expect(questionsIn(project, cassette)).toEqual(['one blocked', 'two'])
})
