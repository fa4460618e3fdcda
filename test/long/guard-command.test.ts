import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'

const noted = (name: string): string =>
  `import { test } from 'vitest'\nimport '../../src/${name}.ts'\nimport { note } from '../../note.ts'\nnote('evaluated', '${name}')\ntest('x', () => {})`

/** The verdict of the guard command on another command. */
function guardOf(project: Project, command: string): Promise<Run> {
  return project.node([project.path('node_modules/vitest-cassette/dist/cli.cjs'), 'guard', '--command', command])
}

/** Two Vitest projects, of which one is guarded whole. The configuration prints, as some do. */
const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
console.log('reading the configuration')
const projects = ['unit', 'e2e'].map((name) => ({ extends: true, test: { name, include: ['test/' + name + '/*.test.ts'] } }))
export default defineConfig({ plugins: [cassettes({ guard: { project: 'e2e', e2e: [] } })], test: { projects } })
`

test('the command answers from the files on disk, as Vitest would, and evaluates no test', async () => {
  const project = new Project({
    ...noteModule,
    'vitest.config.ts': config,
    'package.json': '{ "type": "module", "scripts": { "e2e": "vitest run test/e2e" } }',
    'test/unit/a.test.ts': noted('a'),
    'test/e2e/b.test.ts': noted('b'),
    'src/a.ts': '',
    'src/b.ts': '',
  })
  const cli = project.path('node_modules/vitest-cassette/dist/cli.cjs')
  const guard = (command: string): Promise<Run> => guardOf(project, command)
  const hook = async (input: string): Promise<{ code: number | null; out: string }> => {
    const child = spawn(process.execPath, [cli, 'guard'], { cwd: project.root, stdio: ['pipe', 'pipe', 'ignore'] })
    child.stdin.end(input)
    const out = await text(child.stdout)
    return { code: await new Promise((ended) => child.once('close', ended)), out }
  }
  const call = (command: string): string =>
    JSON.stringify({ tool_name: 'Bash', tool_input: { command }, cwd: project.root })

  const denied = await guard('npm run e2e')
  expect(denied.exitCode, denied.output).toBe(2)
  expect(denied.stderr).toBe(`vitest-cassette guard: this command would execute 1 guarded test file

  test/e2e/b.test.ts  (guard.project: "e2e")

  Run only the other files instead:
    npx vitest run --project "!e2e"

  When the user has approved the live calls, for this one command:
    ALLOW_E2E_TESTS=1 npx vitest run test/e2e

  Approval comes from the user, for that one command. Never set ALLOW_E2E_TESTS on your own initiative.
`)
  expect(JSON.parse(denied.stdout)).toEqual({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'deny',
      permissionDecisionReason: denied.stderr.trimEnd(),
    },
  })
  const related = await guard('npx vitest related src/a.ts --run && npx vitest run --project unit')
  expect([related.exitCode, related.output]).toEqual([0, ''])
  const chosen = await guard('pnpm vitest run --project e2e')
  expect(chosen.stderr).toContain('test/e2e/b.test.ts  (guard.project: "e2e")')
  const reached = await guard('npx vitest related src/b.ts --run')
  expect(reached.stderr).toContain('would execute 1 guarded test file')
  const late = await guard('npx vitest --run related src/b.ts')
  expect(late.stderr).toContain('could not be found out: `related` is not the first word after vitest')
  const live = await guard('vitest run test/unit --mode record')
  expect(live.stderr).toContain('this command would call live providers (mode record)')
  const unknown = await guard('cd /nowhere && vitest run')
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('cannot be known')])

  expect(await hook(call('ALLOW_E2E_TESTS=1 npx vitest run'))).toEqual({ code: 0, out: '' })
  expect(await hook(call('git commit -m "run vitest test/e2e"'))).toEqual({ code: 0, out: '' })
  expect(await hook('')).toEqual({ code: 0, out: '' })
  expect(await hook('{"tool_input":{"file_path":"a.ts"}}')).toEqual({ code: 0, out: '' })
  expect(await hook(JSON.stringify({ toolArgs: { cmd: 'npm run e2e' }, cwd: project.root }))).toMatchObject({ code: 2 })
  expect(await hook('{"steps":["npx vitest run"]}')).toMatchObject({ code: 2, out: expect.stringContaining('Vitest') })
  // Before the first installation.
  const bare = mkdtempSync(join(tmpdir(), 'bare-'))
  onTestFinished(() => rmSync(bare, { recursive: true }))
  expect((await guard(`cd ${bare} && ALLOW_E2E_TESTS=1 npx vitest run`)).exitCode).toBe(0)
  expect((await guard(`cd ${bare} && npx vitest run`)).exitCode).toBe(2)
  expect(await hook('{"tool_input":')).toMatchObject({ code: 2, out: expect.stringContaining('the input is not JSON') })
  expect(takeNotes(project)).toEqual({})
})

const rooted = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const projects = [{ extends: true, test: { name: 'inside', root: 'test/e2e' } }]
const { INCLUDE, PROJECTS } = process.env
export default defineConfig({ plugins: [cassettes({ guard: {} })], test: { ...(INCLUDE && { include: [INCLUDE] }), ...(PROJECTS && { projects }) } })
`

test('the command finds guarded files wherever the root of a run is', async () => {
  const project = new Project({
    'vitest.config.ts': rooted,
    'pk/web/vitest.config.ts': `export { default } from '../../vitest.config.ts'`,
    'empty.config.ts': 'export default {}',
    'unguarded.config.ts': `import { cassettes } from 'vitest-cassette/plugin'\nexport default { plugins: [cassettes()] }`,
    'pk/own/vitest.config.ts': 'export default {}',
    'pk/own/e2e/c.test.ts': '',
    'package.json': '{ "type": "module", "workspaces": ["pk/*"], "scripts": { "broken": "\\"" } }',
    'pk/web/package.json': '{ "name": "web", "scripts": { "check": "cd ../.. && sh run.sh test/e2e" } }',
    '.git/HEAD': '',
    'run.sh': '#!/bin/sh\nnpx vitest run "$@"',
    'deno.jsonc': '{\n  // Tasks.\n  "tasks": { "e2e": "bash ./run.sh test/e2e", },\n}',
    'broken/package.json': '{',
    'test/unit/a.test.ts': '',
    'test/e2e/b.test.ts': '',
  })
  const denied = {
    'vitest run --root test/e2e --config ../../vitest.config.ts': 'b.test.ts',
    'cd test/e2e && npx vitest run --config ../../vitest.config.ts': 'b.test.ts',
    'PROJECTS=1 vitest run': 'b.test.ts',
    // In scripts, which are looked up in files.
    'npm run check -w web': 'test/e2e/b.test.ts',
    'deno task e2e': 'test/e2e/b.test.ts',
    // Without the plugin, by the guard of the configuration that the folder has.
    'npx vitest run test/e2e --config empty.config.ts': 'test/e2e/b.test.ts',
    'npx vitest run test/e2e -c unguarded.config.ts': 'test/e2e/b.test.ts',
    'cd test/e2e && npx vitest run': 'b.test.ts',
    'npx vitest run --root test/e2e': 'b.test.ts',
    'cd pk/web && INCLUDE="../../test/**/*.test.ts" vitest run': '../../test/e2e/b.test.ts',
  }
  const allowed = [
    'vitest run test/unit --config empty.config.ts',
    'cd pk/own && vitest run',
    './run.sh test/unit',
    'eval "$(npm run broken)"',
  ]
  for (const command of allowed) expect((await guardOf(project, command)).output, command).toBe('')
  await Promise.all(
    Object.entries(denied).map(async ([command, path]) => {
      const run = await guardOf(project, command)
      expect(run.stderr, command).toContain(`would execute 1 guarded test file\n\n  ${path}  (guard.e2e: "**/e2e/**")`)
    }),
  )
})

test('one deadline for all runs of a command, which are asked at the same time', async () => {
  const project = new Project({
    ...noteModule,
    'vitest.config.ts': `import { note } from './note.ts'\nnote('asked', process.env.RUN)\nawait new Promise(() => setInterval(() => {}, 1000))`,
  })
  const runs = ['RUN=1 vitest run', 'RUN=2 vitest run', 'RUN=3 vitest run', 'RUN=3 vitest run']
  const cli = project.path('node_modules/vitest-cassette/dist/cli.cjs')
  let asked: unknown[] = []
  // One after the other, the first would use up any time. A slow machine needs more of it to start them.
  for (let seconds = 8; seconds < 200 && asked.length < 3; seconds *= 4) {
    const run = await project.node([cli, 'guard', '--timeout', String(seconds), '--command', runs.join('; ')])
    const wait = `the tests of the run could not be found out: Vitest did not answer within ${seconds} seconds`
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining(wait)])
    asked = takeNotes(project)['asked'] ?? []
  }
  expect(asked.toSorted()).toEqual(['1', '2', '3'])

  const wrong = await project.node([cli, 'guard', '--timeout', 'soon', '--command', 'vitest run'])
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('--timeout')])
})
