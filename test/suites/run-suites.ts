import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')
const installed = join(import.meta.dirname, 'node_modules/vitest-cassette')

/** The state of each test of a run, by its full name. */
type States = Readonly<Record<string, string>>

beforeAll(() => {
  rmSync(installed, { recursive: true, force: true })
  for (const path of ['dist', 'package.json'])
    cpSync(join(repository, path), join(installed, path), { recursive: true })
})

/** Runs the suites as their authors do. */
function run(config: string, environment: Readonly<Record<string, string>>): { states: States; output: string } {
  const report = join(import.meta.dirname, `.tmp/${config}.json`)
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(CI|VITEST.*|CASSETTE.*|.*_API_KEY|NODE_OPTIONS)$/.test(name),
  )
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(import.meta.dirname, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--config=${config}.config.ts`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      cwd: join(import.meta.dirname, 'project'),
      env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...environment },
      encoding: 'utf8',
    },
  )
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly testResults: ReadonlyArray<{
      readonly name: string
      readonly status: string
      readonly assertionResults: ReadonlyArray<{ readonly fullName: string; readonly status: string }>
    }>
  }
  const states = testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(import.meta.dirname, name)
    return [[file, status], ...assertionResults.map(({ fullName, status: state }) => [`${file} ${fullName}`, state])]
  })
  return { states: Object.fromEntries(states), output: stdout + stderr }
}

const bare = run('bare', {})

test('the suites are green without the plugin', () => {
  const published = Object.keys(bare.states).filter((name) => name.startsWith('node_modules/'))
  expect(published.length).toBeGreaterThan(800)
  expect(Object.keys(bare.states).length - published.length).toBeGreaterThan(45)
  expect(new Set(Object.values(bare.states)), bare.output).toEqual(new Set(['passed']))
})

test.each([
  ['locally', {}],
  ['in CI', { CI: '1' }],
  ['while recording', { CASSETTE_MODE: 'record' }],
])('%s, the plugin leaves every test as it was, and writes nothing', (_, environment) => {
  const { states, output } = run('with-plugin', environment as Record<string, string>)
  expect(states, output).toEqual(bare.states)
  expect(output).not.toMatch(/ live |Passed through/)
  for (const folder of ['__cassettes__', 'project/__cassettes__'])
    expect(existsSync(join(import.meta.dirname, folder)), folder).toBe(false)
})
