import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const asks = (...questions: string[]): string => `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
${questions.map((question) => `test('asks ${question}', async () => void (await ask('${question}')))`).join('\n')}
test('asks nothing', () => {})
`

/** The rows of the summary, without what is around them. */
function summary({ output }: Run): string[] {
  return output.split('\n').flatMap((line) => /^ +((?:Cassettes|Calls|Unused|Kept) .*)$/.exec(line)?.[1]?.replace(/ +/g, ' ') ?? [])
}

test.for([
  ['default', 'stdout'],
  ['verbose', 'stdout'],
  ['dot', 'stdout'],
  ['tree', 'stdout'],
  ['json', 'stderr'],
  ['junit', 'stderr'],
  ['tap', 'stderr'],
] as const)('beside the %s reporter', async ([reporter, stream]) => {
  const project = new Project({ ...askModule, 'agent.test.ts': asks('one', 'two') })
  const provider = await chatProvider()
  const run = await project.node([project.vitestBin, 'run', `--reporter=${reporter}`, '--mode=record'], recording(provider))
  expect(run.exitCode, run.output).toBe(0)
  expect(run[stream]).toMatch(/^ +Cassettes {2}2 recorded$/m)
  expect(run[stream]).toMatch(/^ +Calls {2}2 live \(openai 2\), 30 tokens$/m)
  expect(run.output.split('Cassettes')).toHaveLength(2)
  if (reporter === 'tap') expect(run.stdout).toMatch(/^TAP version 13\n[\s\S]*\}\n$/)
})

test('nothing without provider traffic', async () => {
  const project = new Project({ ...askModule, 'agent.test.ts': asks(), 'other.test.ts': `import { test } from 'vitest'\ntest('x', () => {})` })
  for (const mode of ['replay', 'record']) {
    const run = await project.vitest(['--mode', mode])
    expect(run.exitCode).toBe(0)
    expect(summary(run)).toEqual([])
    expect(run.output).not.toContain('assette')
  }
  expect(project.exists('__cassettes__')).toBe(false)
  expect(project.exists('.vitest-cassette')).toBe(false)
})

test('counts over files, projects and shards', async () => {
  const project = new Project({
    ...askModule,
    'vitest.config.ts': `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
export default defineConfig({
  plugins: [cassettes(upstream)],
  test: {
    projects: [
      { extends: true, test: { name: 'left', include: ['left/*.test.ts'] } },
      { extends: true, test: { name: 'right', include: ['right/*.test.ts'] } },
    ],
  },
})
`,
    'left/a.test.ts': asks('a', 'b').replaceAll('./ask', '../ask'),
    'left/b.test.ts': asks('a').replaceAll('./ask', '../ask'),
    'right/a.test.ts': asks('a', 'c', 'd').replaceAll('./ask', '../ask'),
    'right/quiet.test.ts': asks().replaceAll('./ask', '../ask'),
  })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(summary(recorded)).toEqual(['Cassettes 6 recorded', 'Calls 6 live (openai 6), 90 tokens'])
  expect(summary(await project.vitest())).toEqual(['Cassettes 6 replayed', 'Calls 6 offline'])
  expect(summary(await project.vitest(['--project', 'right']))).toEqual(['Cassettes 3 replayed', 'Calls 3 offline'])

  const offline = []
  for (const shard of ['1/2', '2/2']) {
    const run = await project.node([project.vitestBin, 'run', '--reporter=blob', '--reporter=default', `--shard=${shard}`])
    expect(run.exitCode, run.output).toBe(0)
    offline.push(Number(/Calls {2}(\d+) offline/.exec(run.output)?.[1] ?? 0))
  }
  expect(offline[0]! + offline[1]!).toBe(6)
  const merged = await project.node([project.vitestBin, 'run', '--merge-reports', '--reporter=default'])
  expect(merged.exitCode, merged.output).toBe(0)
  expect(summary(merged)).toEqual(['Cassettes 6 replayed', 'Calls 6 offline'])
})

const failing = {
  ...askModule,
  'agent.test.ts': `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test('asks', async () => {
  await ask(process.env.QUESTION ?? 'Hello')
  expect(process.env.WRONG).toBeUndefined()
})
`,
}

test('a failing test keeps its cassette, and its new recording lies beside', async () => {
  const project = new Project(failing)
  const provider = await chatProvider()
  const cassette = '__cassettes__/agent.test.ts/asks.json'
  const kept = '.vitest-cassette/runs/my-run/agent.test.ts/asks.json'
  await project.vitest(['--mode', 'record'], recording(provider))
  const before = project.state()[cassette]
  for (const mode of ['record', 'refresh']) {
    const run = await project.vitest(['--mode', mode], recording(provider, { QUESTION: 'Bye', WRONG: '1', CASSETTE_RUN_ID: 'my-run' }))
    expect(run.exitCode).toBe(1)
    expect(run.tests['asks']?.errors).toEqual([expect.stringContaining('AssertionError')])
    expect(summary(run).slice(0, 2)).toEqual(['Cassettes 1 kept', 'Calls 1 live (openai 1), 15 tokens'])
    expect(summary(run)[2]).toContain(cassette)
    expect(run.output).toContain(kept)
    expect(project.state()[cassette]).toBe(before)
    expect(questionsIn(project, kept)).toEqual(['Bye'])
  }
  // What a failing test replayed is nothing new.
  const replayed = await project.vitest(['--mode', 'record'], recording(provider, { WRONG: '1', CASSETTE_RUN_ID: 'other' }))
  expect(summary(replayed)).toEqual(['Cassettes 1 replayed', 'Calls 1 offline'])
  expect(project.exists('.vitest-cassette/runs/other')).toBe(false)
  expect(provider.requests).toHaveLength(3)
})

test('a failing test without a cassette saves what it paid for', async () => {
  const project = new Project(failing)
  const provider = await chatProvider()
  const run = await project.vitest(['--mode', 'record'], recording(provider, { WRONG: '1' }))
  expect(run.exitCode).toBe(1)
  expect(summary(run)).toEqual(['Cassettes 1 recorded', 'Calls 1 live (openai 1), 15 tokens'])
  const again = await project.vitest(['--mode', 'record'], recording(provider))
  expect(again.exitCode, again.output).toBe(0)
  expect(provider.requests).toHaveLength(1)
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
  expect(summary(recorded)).toEqual(['Cassettes 2 recorded', 'Calls 3 offline, 4 live (openai 4), 60 tokens'])
  expect(questionsIn(project, '__cassettes__/agent.test.ts/asks.json')).toEqual(['every time'])
  expect(project.files('.vitest-cassette').filter((path) => path.endsWith('.json') || path.endsWith('.jsonl'))).toEqual([])
  expect(summary(await project.vitest())).toEqual(['Cassettes 2 replayed', 'Calls 3 offline'])
  const again = await project.vitest(['--mode', 'record'], recording(provider, { FLAKY: '1' }))
  expect(again.exitCode, again.output).toBe(0)
  expect(summary(again)).toEqual(['Cassettes 2 replayed', 'Calls 5 offline, 2 live (openai 2), 30 tokens'])
  expect(project.files('.vitest-cassette').filter((path) => path.endsWith('.json') || path.endsWith('.jsonl'))).toEqual([])
})
