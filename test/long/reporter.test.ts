import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const artifacts = `
import { writeFileSync } from 'node:fs'
export default class {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    writeFileSync('artifacts.json', JSON.stringify(Object.fromEntries(tests.map((test) => [test.name, test.artifacts().map(({ type }) => type)]))))
  }
}
`

const asks = (...names: string[]): string =>
  [
    `import { test } from 'vitest'\nimport { ask } from '../ask.ts'`,
    ...names.map((name) => `test('${name}', async () => void (await ask('${name} ' + (process.env.QUESTION ?? ''))))`),
  ].join('\n')

test('the end of a run as JSON, for a GitHub job and in JUnit, the same from shards and over projects', async () => {
  const projects = ['left', 'right'].map((name) => ({ extends: true, test: { name, include: [`${name}/*.test.ts`] } }))
  const project = new Project(
    { ...askModule, 'left/a.test.ts': asks('a', 'b|c'), 'right/a.test.ts': asks('a') },
    { options: { prices: { 'gpt-5-mini': { input: 100, output: 1000 } } }, test: { projects } },
  )
  const provider = await chatProvider()
  const summary = project.path('summary.md')
  // Named in the configuration too, it is still one.
  const recorded = await project.vitest(
    ['--mode=record', '--reporter=vitest-cassette/reporter', '--outputFile.vitest-cassette=deep/out.json'],
    recording(provider, { GITHUB_STEP_SUMMARY: summary }),
  )
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output.split('Cassettes')).toHaveLength(2)
  expect(recorded.output).toMatch(/^ +Tokens {2}30 in, 15 out, about \$0\.0180$/m)
  expect(project.json('deep/out.json')).toMatchObject({
    version: 1,
    cassettes: { recorded: 3 },
    calls: { offline: 0, live: { openai: 3 } },
    usage: { input: 30, output: 15 },
    cost: { dollars: 0.018, unpriced: [] },
    tests: [
      { file: 'left/a.test.ts', name: 'a', project: 'left', state: 'passed', cost: { dollars: 0.006 } },
      { file: 'left/a.test.ts', name: 'b|c', project: 'left' },
      { file: 'right/a.test.ts', name: 'a', project: 'right' },
    ],
  })
  expect(project.read('summary.md')).toBe(`
## Cassettes

| | |
|---|---|
| Cassettes | 3 recorded |
| Calls | 3 live (openai 3) |
| Tokens | 30 in, 15 out, about $0.0180 |
`)

  // The merging run shows the misses of each shard, with the lines about the wire.
  project.write('summary.md', '')
  for (const shard of ['1/2', '2/2']) {
    const env = { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: 'true', ...(shard === '1/2' && { QUESTION: 'other' }) }
    const reporters = ['--reporter=blob', '--reporter=github-actions']
    await project.vitestCommand(['run', ...reporters, `--shard=${shard}`], { env })
  }
  expect(project.read('summary.md')).not.toContain('Cassettes')
  const files = ['--outputFile.vitest-cassette=merged.json', '--outputFile.junit=junit.xml']
  await project.vitestCommand(['run', '--merge-reports', '--reporter=junit', ...files], {
    env: { GITHUB_STEP_SUMMARY: summary },
  })
  const { cassettes, calls, saved, tests } = project.json('merged.json')
  const missed = tests.filter(({ state }: any) => state === 'failed')
  expect([1, 2]).toContain(missed.length)
  expect({ cassettes, offline: calls.offline, tests: tests.length }).toEqual({
    cassettes: { missed: missed.length, replayed: 3 - missed.length },
    offline: 3 - missed.length,
    tests: 3,
  })
  expect(saved.usage.input).toBe(10 * (3 - missed.length))
  expect(project.read('summary.md')).toContain(`| Saved | about ${15 * (3 - missed.length)} tokens`)
  const wire = 'request_setup_failure.miss'
  for (const { diagnostics } of missed) expect(diagnostics.summary_key).toBe(wire)
  expect(project.read('summary.md')).toContain(`| Cassettes | ${3 - missed.length} replayed, ${missed.length} missed |`)
  // Each miss has a cause of its own, because each prompt has changed in its own way.
  const causes = project.read('summary.md').match(/^\*\*1 test missed for one change \(openai gpt-5-mini\)\*\*$/gm)
  expect(causes, project.read('summary.md')).toHaveLength(missed.length)
  expect(project.read('summary.md')).toContain('\n+ a other\n')
  expect(project.read('junit.xml')).not.toContain('name="wire"')
})

test('nothing is read of a passing test, unless a document of the run is asked for', async () => {
  const files = { ...askModule, 'artifacts.js': artifacts, 'deep/a.test.ts': asks('a', 'b') }
  const project = new Project(files)
  const provider = await chatProvider()
  await project.vitest(['--mode=record'], recording(provider))
  const artifactsOf = async (args: string[]): Promise<unknown> => {
    const run = await project.vitest(['--reporter=./artifacts.js', ...args])
    expect(run.exitCode, run.output).toBe(0)
    return project.json('artifacts.json')
  }
  expect(await artifactsOf([])).toEqual({ a: [], b: [] })
  const all = { a: ['vitest-cassette:diagnostics'], b: ['vitest-cassette:diagnostics'] }
  expect(await artifactsOf(['--outputFile.vitest-cassette=out.json'])).toEqual(all)
  for (const { diagnostics } of project.json('out.json').tests)
    expect(diagnostics).toMatchObject({ classification: 'success', usage: { input: 10, output: 5 } })
  // The same where it is said as an option of the reporter.
  project.write(
    'vitest.config.js',
    `
import { cassettes } from 'vitest-cassette/plugin'
import { CassetteReporter } from 'vitest-cassette/reporter'
import { defineConfig } from 'vitest/config'
const outputFile = 'own.json'
const reporter = process.env.INSTANCE ? new CassetteReporter({ outputFile }) : ['vitest-cassette/reporter', { outputFile }]
export default defineConfig({ plugins: [cassettes()], test: { reporters: [reporter, './artifacts.js'] } })
`,
  )
  for (const env of [{}, { INSTANCE: '1' }]) {
    const run = await project.vitestCommand(['run'], { env })
    expect(run.exitCode, run.output).toBe(0)
    expect(project.json('artifacts.json')).toEqual(all)
    expect(project.json('own.json').tests).toHaveLength(2)
  }
})

const failing = `
import { expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask } from './ask.ts'

test('misses, by 100 %', async () => void (await ask('new')))
test('its own', () => expect(1).toBe(2))
test('misses twice', async () => { await ask('one').catch(() => {}); await ask('two').catch(() => {}) })
withCassette('fails', async ({ cassette }) => {
  const options = { params: { city: 'Bern' }, failureMessage: 'nothing found' }
  await cassette.step('look in {city}', options, () => ask('three'))
})
`

test('on GitHub each cause is annotated once, at its first test', async () => {
  const project = new Project({ ...askModule, 'a.test.ts': failing }, { test: { includeTaskLocation: true } })
  const commands = ({ output }: Run): string[][] =>
    [...output.matchAll(/^::(error|notice) (.*?)::(.*)$/gm)].map(([, type = '', where = '', text = '']) => [
      type,
      where.replace(project.root, ''),
      text.replaceAll('%0A', '\n'),
    ])
  const env = { GITHUB_ACTIONS: 'true' }
  const ours = [
    [
      'error',
      'file=/a.test.ts,line=6,title=3 tests are not recorded yet',
      `a.test.ts > misses, by 100 %25
a.test.ts > misses twice
a.test.ts > fails

Record them (API keys: .env.record):
  npx vitest run --mode record`,
    ],
  ]
  const run = (...reporters: string[]): Promise<Run> =>
    project.vitestCommand(['run', ...reporters.map((name) => `--reporter=${name}`)], { env })
  expect(commands(await run('dot'))).toEqual(ours)
  // Vitest's own reporter shows what has a place in a file, and nothing of it comes twice.
  const both = commands(await run('dot', 'github-actions'))
  const isVitests = ([, where = '']: string[]): boolean => where.includes('column=')
  expect(both.filter((one) => !isVitests(one))).toEqual(ours)
  // The assertion of the user, and the error of the step, which has the place of its call.
  expect(both.filter(isVitests).map(([, where]) => /title=[^,]*/.exec(where!)?.[0])).toEqual([
    'title=a.test.ts > its own',
    'title=a.test.ts > fails',
  ])
  expect(commands(await project.vitestCommand(['run', '--reporter=dot']))).toEqual([])
})
