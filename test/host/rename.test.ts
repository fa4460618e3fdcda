import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

/** A file with tests that each ask these questions. */
const asking = (tests: Readonly<Record<string, readonly string[]>>, up = '.'): string =>
  [
    `import { expect, test } from 'vitest'\nimport { ask } from '${up}/ask.ts'`,
    ...Object.entries(tests).map(
      ([name, questions]) =>
        `test('${name}', async () => { for (const text of ${JSON.stringify(questions)}) expect(await ask(text)).toContain(text) })`,
    ),
  ].join('\n')

/** Tests before and after they were renamed, moved with their file, and moved to another file. */
const before = {
  'ask.test.ts': asking({ 'answers a greeting': ['Hello', 'Bye'], 'answers a sum': ['Hello', '1 + 1'] }),
  'moved.test.ts': asking({ moves: ['Move'] }),
  'split.test.ts': asking({ 'goes to another file': ['Go'], stays: ['Stay'] }),
}
const after = {
  'ask.test.ts': asking({
    'greets back': ['Hello', 'Bye'],
    'adds up': ['Hello', '1 + 1'],
    'goes to another file': ['Go'],
    'is new': ['Hello', 'New'],
  }),
  'deep/moved.test.ts': asking({ moves: ['Move'] }, '..'),
  'split.test.ts': asking({ stays: ['Stay'] }),
}
const cassettes = [
  'ask.test.ts/adds-up',
  'ask.test.ts/goes-to-another-file',
  'ask.test.ts/greets-back',
  'deep/moved.test.ts/moves',
  'split.test.ts/stays',
].map((path) => `__cassettes__/${path}.json`)

function change(project: Project, from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>): void {
  for (const path of Object.keys(from)) rmSync(project.path(path))
  for (const [path, text] of Object.entries(to)) project.write(path, text)
}

test('the cassettes of renamed and moved tests are offered, and given to them', async () => {
  const project = new Project({ ...askModule, ...before })
  const provider = await chatProvider()
  const rename = (...args: string[]): Promise<Run> =>
    project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'rename', ...args])
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  change(project, before, after)
  const state = project.state()

  // A replay offers the cassettes: on the page of each test, and at its end.
  const missed = await project.vitest()
  expect(missed.tests['moves']?.errors.join()).toContain(
    `  This test has no cassette, but a cassette without a test holds this request.
  If the test was renamed or moved, give it that cassette:
    npx vitest-cassette rename`,
  )
  expect(missed.output).toContain('have no cassette, but cassettes without a test hold their requests')
  expect(missed.output).toContain(`   Obsolete  moves.json: perhaps that of "moves" now
   Obsolete  goes-to-another-file.json:
             perhaps that of "goes to another file" now
             Rename: npx vitest-cassette rename
`)

  const shown = await rename()
  expect(shown.stdout).toBe(` 4 cassettes to rename

 __cassettes__/ask.test.ts
     answers-a-greeting.json
     → greets-back.json
     answers-a-sum.json
     → adds-up.json

 __cassettes__/split.test.ts
 → __cassettes__/ask.test.ts
     goes-to-another-file.json

 __cassettes__/moved.test.ts
 → __cassettes__/deep/moved.test.ts
     moves.json

 Nothing was renamed.

 Rename:
     npx vitest-cassette rename --yes
`)
  // Nobody can answer.
  expect(shown).toMatchObject({ exitCode: 1, stderr: '' })
  expect(project.state()).toEqual(state)

  const done = await rename('--yes')
  expect(done.stdout).toMatch(/\n\n ✓ 4 cassettes renamed\n$/)
  expect(done.exitCode).toBe(0)
  expect(project.files('__cassettes__')).toEqual(cassettes)
  expect(project.json(cassettes[3]!).test).toEqual({ file: 'deep/moved.test.ts', name: 'moves' })
  const replayed = await project.vitest()
  expect(replayed.output).toContain('Cassettes  5 replayed, 1 not recorded yet')

  // Back again, by a recording: it pays only for what no cassette holds.
  change(project, after, before)
  const paid = provider.requests.length
  const back = await project.vitest(['--mode', 'record'], recording(provider))
  expect(back.exitCode, back.output).toBe(0)
  expect(provider.requests.length - paid).toBe(0)
  expect(back.output).toContain('Cassettes  1 replayed, 4 renamed')
  expect(back.output).toContain(
    '    Renamed  __cassettes__/ask.test.ts/greets-back.json\n             to __cassettes__/ask.test.ts/answers-a-greeting.json\n',
  )
  const restored = project.state()
  expect(Object.keys(restored).filter((path) => restored[path]?.split(' ')[0] !== state[path]?.split(' ')[0])).toEqual(
    Object.keys(before).filter((path) => before[path as keyof typeof before] !== after[path as keyof typeof after]),
  )
})
