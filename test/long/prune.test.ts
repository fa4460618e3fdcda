import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const testsOf = (...names: string[]): string =>
  [
    `import { test } from 'vitest'\nimport { ask } from './ask.ts'`,
    ...names.map((name) => `test('${name}', () => ask('${name}'))`),
    `test.each(['a', 'b'])('each %s', (name) => ask(name))`,
  ].join('\n')

test('prune lists the cassettes whose test is gone, and removes them when told to', async () => {
  const project = new Project({
    ...askModule,
    'kept.test.ts': testsOf('stays', 'goes'),
    'deep/gone.test.ts': testsOf('one').replace('./ask', '../ask'),
    'broken.test.ts': testsOf('breaks'),
    'untitled.test.ts': `
import { describe, test } from 'vitest'
import { ask } from './ask.ts'
for (const outer of ['A', 'B']) describe(outer, () => describe.each(['', 'v2'])('%s', (inner) => {
  test('asks', async () => void (await ask(outer + inner)))
}))
`,
  })
  const prune = (...args: string[]): Promise<Run> =>
    project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'prune', ...args])
  const recorded = await project.vitest(['--mode', 'record'], recording(await chatProvider()))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).not.toContain('obsolete')
  const before = project.files('__cassettes__')
  expect(before.filter((path) => path.includes('untitled'))).toEqual(
    ['A--asks', 'A--v2--asks', 'B--asks', 'B--v2--asks'].map((name) => `__cassettes__/untitled.test.ts/${name}.json`),
  )
  expect(await prune()).toMatchObject({ exitCode: 0, stdout: ' no obsolete cassettes\n', stderr: '' })

  project.write('kept.test.ts', testsOf('stays'))
  project.write('broken.test.ts', `${testsOf()}\nthrow new Error('does not load')`)
  project.write(`__cassettes__/deep/gone.test.ts/one.files/${'0'.repeat(64)}.bin`, 'a body')
  rmSync(project.path('deep/gone.test.ts'))
  const gone = ['each-a', 'each-b', 'one'].map((name) => `__cassettes__/deep/gone.test.ts/${name}.json`)
  const listed = await prune()
  expect(listed).toMatchObject({ exitCode: 1, stderr: '' })
  expect(listed.stdout).toBe(` 4 obsolete cassettes

 __cassettes__/deep/gone.test.ts
     each-a.json
     each-b.json
     one.json

 __cassettes__/kept.test.ts
     goes.json

 Skipped, because these files could not be collected:
     broken.test.ts: does not load

 Remove them: npx vitest-cassette prune --yes
`)
  expect(project.files('__cassettes__').filter((path) => path.endsWith('.json'))).toEqual(before)

  // The summary of a run says the same, and how to remove them.
  const run = await project.vitest(['kept.test.ts'])
  expect(run.output).toContain('3 replayed, 4 obsolete')
  expect(run.output).toContain(
    '   Obsolete  each-a.json: no test of this name\n   Obsolete  each-b.json: no test of this name\n   Obsolete  one.json: no test of this name\n             and 1 more\n             Renamed? npx vitest-cassette rename; else prune\n',
  )

  const removed = await prune('--yes', '--json')
  expect(removed).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(removed.stdout)).toEqual({
    obsolete: [
      { folder: '__cassettes__/deep/gone.test.ts', files: ['each-a.json', 'each-b.json', 'one.json'] },
      { folder: '__cassettes__/kept.test.ts', files: ['goes.json'] },
    ],
    removed: true,
    errors: ['broken.test.ts: does not load'],
  })
  const left = before.filter((path) => !gone.includes(path) && !path.endsWith('/goes.json'))
  expect(project.files('__cassettes__')).toEqual(left)
  expect(project.exists('__cassettes__/deep')).toBe(false)
})

test('prune evaluates no guarded file without approval, and keeps its cassettes', async () => {
  const project = new Project(
    {
      ...noteModule,
      'test/e2e/live.test.ts': `import { test } from 'vitest'\nimport { note } from '../../note.ts'\nnote('evaluated', 'live')\ntest('asks', () => {})`,
      'test/unit/a.test.ts': `import { test } from 'vitest'\nimport { note } from '../../note.ts'\nnote('evaluated', 'a')\ntest('b', () => {})`,
      '__cassettes__/test/e2e/live.test.ts/another.json': '{}',
      '__cassettes__/test/unit/a.test.ts/gone.json': '{}',
    },
    { options: { guard: {} } },
  )
  const prune = (env?: Record<string, string>): Promise<Run> =>
    project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'prune', '--json'], { ...(env && { env }) })
  const { obsolete, errors } = JSON.parse((await prune()).stdout)
  expect(obsolete).toEqual([{ folder: '__cassettes__/test/unit/a.test.ts', files: ['gone.json'] }])
  expect(errors).toEqual(['test/e2e/live.test.ts: guarded, ALLOW_E2E_TESTS=1 approves to evaluate it'])
  expect(takeNotes(project)).toEqual({ evaluated: ['a'] })
  const approved = JSON.parse((await prune({ ALLOW_E2E_TESTS: '1' })).stdout)
  expect(approved.errors).toEqual([])
  expect(approved.obsolete).toHaveLength(2)
  expect(takeNotes(project)['evaluated']?.toSorted()).toEqual(['a', 'live'])
})
