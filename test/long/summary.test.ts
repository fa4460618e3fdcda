import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project, type Run, type RunOptions } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const asks = (...questions: string[]): string => `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
${questions.map((question) => `test('asks ${question}', async () => void (await ask('${question}')))`).join('\n')}
test('asks nothing', () => {})
`

/** The rows of the summary, without what is around them. */
function summary({ output }: Run): string[] {
  return output
    .split('\n')
    .flatMap((line) => /^ +((?:Cassettes|Calls|Unused|Kept) .*)$/.exec(line)?.[1]?.replace(/ +/g, ' ') ?? [])
}

test('nothing without provider traffic, in replay and in record', async () => {
  const project = new Project({
    ...askModule,
    'vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const projects = ['replay', 'record'].map((mode) => ({ plugins: [cassettes({ mode })], test: { name: mode } }))
export default defineConfig({ test: { projects } })
`,
    'agent.test.ts': asks(),
    'other.test.ts': `import { test } from 'vitest'\ntest('x', () => {})`,
  })
  const run = await project.vitest()
  expect(run.exitCode, run.output).toBe(0)
  expect(run.output).toContain('Tests  4 passed')
  expect(summary(run)).toEqual([])
  expect(run.output).not.toContain('assette')
  expect(project.exists('__cassettes__')).toBe(false)
  expect(project.exists('.vitest-cassette')).toBe(false)
})

test('counts over files, projects and shards, beside every reporter', async () => {
  const projects = ['left', 'right'].map((name) => ({ extends: true, test: { name, include: [`${name}/*.test.ts`] } }))
  const project = new Project(
    {
      ...askModule,
      'left/a.test.ts': asks('a', 'b').replaceAll('./ask', '../ask'),
      'left/b.test.ts': asks('a').replaceAll('./ask', '../ask'),
      'right/a.test.ts': asks('a', 'c', 'd').replaceAll('./ask', '../ask'),
      'right/quiet.test.ts': asks().replaceAll('./ask', '../ask'),
    },
    { test: { projects } },
  )
  const provider = await chatProvider()
  const vitest = async (args: readonly string[], options?: RunOptions): Promise<Run> => {
    const run = await project.vitestCommand(['run', ...args], options)
    expect(run.exitCode, run.output).toBe(0)
    return run
  }
  // Those for people: the summary is on standard output, once, however many they are.
  const recorded = await vitest(
    ['--mode=record', ...['default', 'verbose', 'dot', 'tree'].map((name) => `--reporter=${name}`)],
    recording(provider),
  )
  expect(summary(recorded)).toEqual(['Cassettes 6 recorded', 'Calls 6 live (openai 6), 90 tokens (60 in, 30 out)'])
  expect(recorded.stdout).toMatch(/^ +Cassettes {2}6 recorded$/m)
  expect(recorded.stdout).toMatch(/^ +Calls {2}6 live \(openai 6\), 90 tokens \(60 in, 30 out\)$/m)
  expect(recorded.output.split('Cassettes')).toHaveLength(2)

  // Those for machines: it is on standard error, and a document on standard output stays what it is.
  const rows = (run: Run, cassettes: number): void => {
    expect(summary(run)).toEqual([`Cassettes ${cassettes} replayed`, `Calls ${cassettes} offline`])
    expect(run.stderr).toMatch(new RegExp(`^ +Cassettes {2}${cassettes} replayed$`, 'm'))
    expect(run.stderr).toMatch(new RegExp(`^ +Calls {2}${cassettes} offline$`, 'm'))
    expect(run.output.split('Cassettes')).toHaveLength(2)
  }
  rows(await vitest(['--reporter=json']), 6)
  rows(await vitest(['--reporter=junit', '--project=right']), 3)

  const offline = []
  for (const shard of ['1/2', '2/2']) {
    const run = await vitest(['--reporter=blob', '--reporter=default', `--shard=${shard}`])
    offline.push(Number(/Calls {2}(\d+) offline/.exec(run.output)?.[1] ?? 0))
  }
  expect(offline[0]! + offline[1]!).toBe(6)
  const merged = await vitest(['--merge-reports', '--reporter=tap'])
  rows(merged, 6)
  expect(merged.stdout).toMatch(/^TAP version 13\n[\s\S]*\}\n$/)
})

/** Journals, and recordings put aside. */
function working(project: Project): string[] {
  const kept = project.files('.vitest-cassette/runs').filter((path) => /\.test\.ts\/.*\.json$/.test(path))
  return [...project.files('.vitest-cassette/journals'), ...kept]
}

const failing = (question: string): string => `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test('asks', async () => {
  await ask(${question})
  expect(process.env.WRONG).toBeUndefined()
})
`

test('a failing test keeps its cassette, its new recording lies beside, and a first recording is saved', async () => {
  const project = new Project({
    ...askModule,
    'record.test.ts': failing(`process.env.QUESTION ?? 'Hello'`),
    'refresh.test.ts': failing(`process.env.QUESTION ?? 'Hello'`),
    'same.test.ts': failing(`'the same'`),
    'first.test.ts': failing(`'the first'`),
    'vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = { '*': process.env.UPSTREAM }
export default defineConfig({
  test: {
    projects: [
      { plugins: [cassettes({ mode: 'record', upstream })], test: { name: 'record', exclude: ['refresh.test.ts'] } },
      { plugins: [cassettes({ mode: 'refresh', upstream })], test: { name: 'refresh', include: ['refresh.test.ts'] } },
    ],
  },
})
`,
  })
  const provider = await chatProvider()
  await project.vitest(['record', 'refresh', 'same'], recording(provider))
  expect(provider.requests).toHaveLength(3)
  const before = project.state()

  const run = await project.vitest(
    ['--reporter=verbose'],
    recording(provider, { QUESTION: 'Bye', WRONG: '1', CASSETTE_RUN_ID: 'my-run' }),
  )
  expect(run.exitCode).toBe(1)
  expect(run.output).toContain('Tests  4 failed')
  const reported = project
    .json('report.json')
    .testResults.flatMap(({ assertionResults }: any) =>
      assertionResults.map(({ failureMessages }: any) => failureMessages),
    )
  expect(reported).toEqual(Array.from({ length: 4 }, () => [expect.stringContaining('AssertionError')]))
  expect(provider.requests).toHaveLength(6)
  const [cassettes, calls, ...kept] = summary(run)
  expect([cassettes, calls]).toEqual([
    'Cassettes 1 replayed, 1 recorded, 2 not replaced',
    'Calls 1 offline, 3 live (openai 3), 45 tokens (30 in, 15 out)',
  ])
  for (const mode of ['record', 'refresh']) {
    const cassette = `__cassettes__/${mode}.test.ts/asks.json`
    const beside = `.vitest-cassette/runs/my-run/${mode}.test.ts/asks.json`
    expect(kept.filter((row) => row.includes(cassette))).toHaveLength(1)
    expect(run.output).toContain(beside)
    expect(project.state()[cassette]).toBe(before[cassette])
    expect(questionsIn(project, beside)).toEqual(['Bye'])
  }
  // A failing test adds nothing new by replaying. Its cassette holds the calls that it paid for first.
  expect(working(project).filter((path) => /(same|first)\.test/.test(path))).toEqual([])
  const again = await project.vitest(['same', 'first'], recording(provider))
  expect(again.exitCode, again.output).toBe(0)
  expect(summary(again)[0]).toBe('Cassettes 2 replayed')
  expect(provider.requests).toHaveLength(6)
})

test('all attempts of a test count, as one cassette', async () => {
  const project = new Project({
    ...askModule,
    'agent.test.ts': `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
let attempt = 0
test('asks', { retry: 2 }, async () => {
  attempt += 1
  await ask('every time')
  if (process.env.FLAKY && attempt < 3) {
    await ask('only in attempt ' + attempt)
    throw new Error('again')
  }
})
test('repeats', { repeats: 1 }, async () => void (await ask('repeats')))
`,
  })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, { FLAKY: '1' }))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(summary(recorded)).toEqual([
    'Cassettes 2 recorded',
    'Calls 3 offline, 4 live (openai 4), 60 tokens (40 in, 20 out)',
  ])
  expect(questionsIn(project, '__cassettes__/agent.test.ts/asks.json')).toEqual(['every time'])
  expect(working(project)).toEqual([])
  expect(summary(await project.vitest())).toEqual(['Cassettes 2 replayed', 'Calls 3 offline'])
  const again = await project.vitest(['--mode', 'record'], recording(provider, { FLAKY: '1' }))
  expect(again.exitCode, again.output).toBe(0)
  expect(summary(again)).toEqual([
    'Cassettes 2 replayed',
    'Calls 5 offline, 2 live (openai 2), 30 tokens (20 in, 10 out)',
  ])
  expect(working(project)).toEqual([])
})
