import { mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const asking = (name: string): string =>
  `import { test } from 'vitest'\nimport { ask } from './ask.ts'\ntest('${name}', () => ask('Hello'))\n`

test('a cassette that was moved by hand is used, and the name in it is written by a recording and by rename', async () => {
  const project = new Project({
    ...askModule,
    'ask.test.ts': asking('answers a sum'),
    'moved.test.ts': asking('moves'),
  })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], recording(provider))
  const move = (from: string, to: string): void => {
    mkdirSync(dirname(project.path(to)), { recursive: true })
    renameSync(project.path(from), project.path(to))
  }
  project.write('ask.test.ts', asking('answers one'))
  move('__cassettes__/ask.test.ts/answers-a-sum.json', '__cassettes__/ask.test.ts/answers-one.json')
  move('moved.test.ts', 'new.test.ts')
  move('__cassettes__/moved.test.ts', '__cassettes__/new.test.ts')
  const again = await project.vitest(['--mode', 'record', 'new'], recording(provider))
  expect(again.output).toContain('Cassettes  1 replayed')
  expect(provider.requests.length).toBe(2)
  expect(project.json('__cassettes__/new.test.ts/moves.json').test.file).toBe('new.test.ts')

  const rename = (...args: string[]) => project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'rename', ...args])
  const listed = ` 1 cassette to rename

 __cassettes__/ask.test.ts/answers-one.json
   "test.name" says "answers a sum", but the file belongs to "answers one"
`
  expect((await rename('--dry-run')).stdout).toBe(
    `${listed}\n Nothing was renamed.\n\n Rename:\n     npx vitest-cassette rename --yes\n`,
  )
  expect((await rename('--yes')).stdout).toBe(`${listed}\n ✓ 1 cassette renamed\n`)
  expect(project.json('__cassettes__/ask.test.ts/answers-one.json').test.name).toBe('answers one')
  expect(await rename()).toMatchObject({ stdout: ' no cassettes to rename\n', exitCode: 0 })
})

test('rename leaves the cassettes alone of which it cannot say whose they are', async () => {
  const project = new Project({ ...askModule, 'ask.test.ts': asking('one'), 'broken.test.ts': asking('two') })
  await project.vitest(['--mode', 'record'], recording(await chatProvider()))
  project.write('ask.test.ts', asking('other').replace('Hello', 'Bye'))
  project.write('broken.test.ts', `${asking('three')}throw new Error('does not load')`)
  const state = project.state()
  const run = await project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'rename', '--yes'])
  expect(run.stdout).toBe(` no cassettes to rename

 Skipped, because these files could not be collected:
     broken.test.ts: does not load

 1 obsolete cassette has no test that asks the same: npx vitest-cassette prune
`)
  expect(run.exitCode).toBe(1)
  expect(project.state()).toEqual(state)
})
