import { expect, test } from 'vitest'
import { askModule, noteModule, takeNotes } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'

/** Says so as soon as its first line is evaluated. */
const noted = (name: string): string => `
import { test } from 'vitest'
import { note } from '${'../'.repeat(name.split('/').length - 1)}note.ts'
note('evaluated', '${name}')
test('${name}', () => {})
`

const names = [
  'test/e2e/checkout.test.ts',
  'test/e2e/refund.test.ts',
  'test/unit/math.test.ts',
  'test/unit/text.test.ts',
]
const files = { ...noteModule, ...Object.fromEntries(names.map((name) => [name, noted(name)])) }

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const plugins = [cassettes({ guard: { onUnapproved: process.env.ON_UNAPPROVED ?? 'error', project: 'live' } })]
const projects = [
  { extends: true, test: { name: 'rest', include: ['test/**/*.test.ts'] } },
  { extends: true, test: { name: 'live', include: ['test/unit/math.test.ts'] } },
]
const roots = [
  { extends: true, test: { name: 'inside', root: 'test/e2e' } },
  { extends: true, test: { name: 'outside', root: 'pk/web', include: ['../../test/**/refund.test.ts'] } },
]
const { PROJECTS } = process.env
export default defineConfig({ plugins, test: PROJECTS ? { projects: PROJECTS === 'roots' ? roots : projects } : {} })
`

const page = (run: Run): string =>
  /UnapprovedE2EError: [^]*?(?=\n *\n *\n|\n⎯)/.exec(run.stderr)?.[0].trimEnd() ?? run.output

/** `cd test/e2e && vitest run`. */
function inside(project: Project, args: readonly string[] = []): Promise<Run> {
  const script = 'process.chdir("test/e2e"); await import(process.argv[1])'
  return project.node(['--input-type=module', '-e', script, '--', project.vitestBin, 'run', ...args])
}

test('a run that would execute a guarded file stops before a line of it is evaluated, however it starts', async () => {
  const project = new Project({ ...files, 'vitest.config.ts': config })
  const stopped: Array<readonly [args: string[], env?: Record<string, string>]> = [
    [[]],
    [['test/e2e/refund', '--reporter=dot']],
    [['--shard=2/2'], { ALLOW_E2E_TESTS: 'true' }],
    [['--project', 'live'], { PROJECTS: '1' }],
    [['--mode', 'replay'], { CASSETTE_MODE: 'off' }],
  ]
  const pages: string[] = []
  for (const [args, env = {}] of stopped) {
    const run = await project.vitest(args, { env })
    expect(run.exitCode, run.output).toBe(1)
    expect(run.output.match(/UnapprovedE2EError/g), run.output).toHaveLength(1)
    pages.push(page(run))
  }
  expect(takeNotes(project)).toEqual({})
  const command =
    'npx vitest run --configLoader=native --reporter=default --reporter=json --outputFile.json=report.json'
  const explained = '  Explained in node_modules/vitest-cassette/docs/errors.md#cassette_unapproved_e2e'
  expect(pages[0]).toBe(`UnapprovedE2EError: This run would execute 2 guarded test files

  test/e2e/checkout.test.ts
  test/e2e/refund.test.ts
    (guard.e2e: "**/e2e/**")

  They may call live providers. To approve this run:
    ALLOW_E2E_TESTS=1 ${command}

  To run everything else:
    ${command} --exclude "**/e2e/**"

${explained}`)
  expect(pages[1]).toBe(`UnapprovedE2EError: This run would execute 1 guarded test file

  test/e2e/refund.test.ts
    (guard.e2e: "**/e2e/**")

  It may call live providers. To approve this run:
    ALLOW_E2E_TESTS=1 ${command} test/e2e/refund --reporter=dot

${explained}`)
  expect(pages[3]).toContain('  test/unit/math.test.ts\n    (guard.project: "live")')

  // A file that is not guarded runs, and the guard prints nothing.
  const unit = await project.vitest(['--shard=1/2'])
  expect(unit.exitCode, unit.output).toBe(0)
  expect(unit.output).not.toContain('Guard')
  expect(takeNotes(project)['evaluated']).toHaveLength(2)

  const approved = await project.vitest(['--reporter=blob'], { env: { ALLOW_E2E_TESTS: '1' } })
  expect(approved.exitCode, approved.output).toBe(0)
  expect(approved.output).toContain('Guard  2 guarded test files run, approved by ALLOW_E2E_TESTS=1')
  expect(takeNotes(project)['evaluated']).toHaveLength(4)
  const merged = await project.vitest(['--merge-reports'])
  expect(merged.exitCode, merged.output).toBe(0)
  expect(takeNotes(project)).toEqual({})
})

test('nor does a guarded file run where the root is its folder, or does not hold it', async () => {
  const project = new Project({ ...files, 'pk/web/package.json': '{}', 'vitest.config.ts': config })
  const roots: Array<readonly [run: Run, paths: string[]]> = [
    [await inside(project, ['--config', '../../vitest.config.ts']), ['checkout.test.ts', 'refund.test.ts']],
    [await project.vitest(['--root', 'test/e2e', '--config', '../../vitest.config.ts']), ['checkout.test.ts']],
    [
      await project.vitest([], { env: { PROJECTS: 'roots' } }),
      ['checkout.test.ts', 'refund.test.ts', '../../test/e2e/refund.test.ts'],
    ],
  ]
  for (const [run, paths] of roots) {
    expect([run.exitCode, page(run)]).toEqual([1, expect.stringContaining('UnapprovedE2EError')])
    for (const path of paths) expect(page(run)).toContain(`  ${path}\n`)
  }
  const left = await project.vitest(['--passWithNoTests'], { env: { PROJECTS: 'roots', ON_UNAPPROVED: 'skip' } })
  expect(left.exitCode, left.output).toBe(0)
  expect(left.output).toContain('Guard  3 guarded test files left out. To run: ALLOW_E2E_TESTS=1')
  expect(takeNotes(project)).toEqual({})
})

const api = `
import { createVitest } from 'vitest/node'
const vitest = await createVitest('test', { watch: true })
const outcome = (run) => run.then(() => 'ran', (error) => error.code)
const outcomes = [await outcome(vitest.start(['test/unit']))]
const guarded = await vitest.globTestSpecifications(['test/e2e'])
outcomes.push(await outcome(vitest.runTestSpecifications(guarded)))
outcomes.push(await outcome(vitest.rerunTestSpecifications(guarded)))
outcomes.push(await outcome(vitest.start(['test/e2e'])))
await vitest.close()
console.log('outcomes', outcomes.join(' '))
process.exit()
`

test('reruns and the Node API are stopped too, and skip leaves guarded files out and says so', async () => {
  const project = new Project({ ...files, 'vitest.config.ts': config, 'api.js': api })
  const run = await project.node(['api.js'])
  expect(run.output).toContain(`outcomes ran${' CASSETTE_UNAPPROVED_E2E'.repeat(3)}`)
  expect(takeNotes(project)['evaluated']?.sort()).toEqual(names.slice(2))

  const skipping = { ON_UNAPPROVED: 'skip', PROJECTS: '1' }
  const skipped = await project.vitest([], { env: skipping })
  expect(skipped.exitCode, skipped.output).toBe(0)
  expect(skipped.output).toContain('Guard  3 guarded test files left out. To run: ALLOW_E2E_TESTS=1')
  expect(takeNotes(project)['evaluated']?.sort()).toEqual(names.slice(2))
  const asked = await project.vitest(['test/e2e/refund'], { env: skipping })
  expect(asked.output).toContain('Guard  1 guarded test file left out. To run: ALLOW_E2E_TESTS=1')
  expect(asked.exitCode).toBe(1)
  expect(takeNotes(project)).toEqual({})
})

test('a watching run that comes upon a guarded file ends before a line of it is evaluated', async () => {
  const unit = 'test/unit/math.test.ts'
  const guarded = 'test/e2e/refund.test.ts'
  const project = new Project({ ...noteModule, [unit]: noted(unit), 'vitest.config.ts': config })
  const run = await project.vitestCommand(['--watch', '--configLoader=native'], {
    onStart(child) {
      let output = ''
      child.stdout?.on('data', (text: string) => {
        if (output.includes('Waiting for file changes')) return
        output += text
        if (output.includes('Waiting for file changes')) project.write(guarded, noted(guarded))
      })
    },
  })
  expect(run.exitCode, run.output).toBe(1)
  expect(page(run)).toContain(`This run would execute 1 guarded test file\n\n  ${guarded}\n`)
  expect(takeNotes(project)['evaluated'], run.output).toEqual([unit])
})

/** Starts the UI, which runs nothing by itself, and asks it to run a file, as its page does. */
async function runInUi(project: Project, guarded: string): Promise<Run> {
  const args = ['--ui', '--open=false', '--watch', '--standalone', '--configLoader=native']
  return project.vitestCommand([...args], {
    onStart(child) {
      let output = ''
      let socket: WebSocket | undefined
      child.stdout?.on('data', (text: string) => {
        output += text
        const [, host, token] = /(localhost:\d+)\/__vitest__\/\?token=([\w-]+)/.exec(output) ?? []
        if (socket !== undefined || token === undefined || !output.includes('Waiting for file changes')) return
        socket = new WebSocket(`ws://${host}/__vitest_api__?token=${token}`)
        // In the way of flatted: each value by its place in the list.
        const call = [{ m: '1', a: '2', i: '3', t: '4' }, 'rerun', ['5'], 'id', 'q', ['6'], project.path(guarded)]
        socket.onopen = () => socket?.send(JSON.stringify(call))
      })
    },
  })
}

test('a run that would go on watching, or waits for its page, is stopped at its start, and when the page asks', async () => {
  const project = new Project({ ...files, 'vitest.config.ts': config })
  // In a shell that waits for its end.
  for (const args of [['--watch'], ['--watch', '--ui', '--open=false']]) {
    const started = await project.vitestCommand([...args, '--configLoader=native'])
    expect(started.exitCode, started.output).toBe(1)
    expect(page(started)).toContain('This run would execute 2 guarded test files')
  }
  expect(takeNotes(project)).toEqual({})
  const run = await runInUi(project, names[1]!)
  expect(run.exitCode, run.output).toBe(1)
  expect(page(run)).toContain(`This run would execute 1 guarded test file\n\n  ${names[1]}\n`)
  expect(takeNotes(project)).toEqual({})
})

test('no test can go live where its run may not', async () => {
  const project = new Project({
    ...askModule,
    'own.test.ts': `
import { setupServer } from 'msw/node'
import { test, vi } from 'vitest'
import { configureCassette } from 'vitest-cassette'
import { cassetteHandlers } from 'vitest-cassette/msw'
import { ask } from './ask.ts'
test.each([{ mode: 'off' }, { mode: 'record' }, { offline: false }, { guard: {} }, { exclude: ['**'] }])('%j', (options) => {
  configureCassette(options as never)
})
test('by the environment', async () => {
  for (const [name, value] of Object.entries({ CASSETTE_MODE: 'off', ALLOW_E2E_TESTS: '1' })) vi.stubEnv(name, value)
  const server = setupServer(...cassetteHandlers())
  server.listen()
  await ask('Hello').finally(() => server.close())
})
`,
  })
  const { tests } = await project.vitest([])
  for (const [name, { errors }] of Object.entries(tests).filter(([key]) => key.startsWith('{')))
    expect(errors.join(), name).toContain(`"${/\w+/.exec(name)?.[0]}" is an option of the plugin alone`)
  expect(Object.keys(tests)).toHaveLength(6)
  expect(tests['by the environment']?.errors.join()).toContain('CassetteMissError')
})

test('Vitest 4.1 stops and leaves out just so', async () => {
  const project = new Project(
    { ...files, ...askModule, 'vitest.config.ts': config },
    { vitest: 'test/lanes/vitest-4/node_modules/vitest' },
  )
  const run = await project.vitest()
  expect(run.exitCode, run.output).toBe(1)
  expect(page(run)).toContain('This run would execute 2 guarded test files')
  // Which finds the configuration from a folder below, as later versions do not.
  expect(page(await inside(project))).toContain('  checkout.test.ts\n')
  const skipped = await project.vitest([], { env: { ON_UNAPPROVED: 'skip' } })
  expect(skipped.output).toContain('Guard  2 guarded test files left out. To run: ALLOW_E2E_TESTS=1')
  expect(takeNotes(project)['evaluated']?.sort()).toEqual(names.slice(2))
})
