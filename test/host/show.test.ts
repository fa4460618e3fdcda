import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const cli = 'node_modules/vitest-cassette/dist/cli.cjs'

test('show, list and diff show what was recorded, and git shows conversations', async () => {
  const project = new Project(
    {
      ...askModule,
      'test/a.test.ts': `
import { test } from 'vitest'
import { ask } from '../ask.ts'
test('greets', () => ask('Hello'))
test('asks', () => ask('Where is my order?'))
`,
    },
    { options: { prices: { 'gpt-5-mini': { input: 1, output: 2 } } } },
  )
  const run = await project.vitest(['--mode', 'record'], recording(await chatProvider()))
  expect(run.exitCode, run.output).toBe(0)
  const asks = '__cassettes__/test/a.test.ts/asks.json'
  const greets = '__cassettes__/test/a.test.ts/greets.json'

  const both = await project.node([cli, 'show', 'test/a.test.ts'])
  expect(both).toMatchObject({ exitCode: 0, stderr: '' })
  expect(both.stdout).toMatch(
    /\n\n\n test\/a\.test\.ts > greets\s+1 call, .* recorded today\n\n 1 {2}openai gpt-5-mini\n/,
  )
  expect(both.stdout).toContain('    user       Hello\n    assistant  You said: Hello\n')
  expect(both.stdout).toContain('You said: Where is my order?')
  const list = await project.node([cli, 'list', '--json', '--provider', 'openai', '--model', 'gpt-5'])
  expect(JSON.parse(list.stdout).cassettes).toMatchObject([
    { cassette: asks, test: { file: 'test/a.test.ts', name: 'asks' }, calls: 1, providers: ['openai'] },
    { cassette: greets, models: ['gpt-5-mini'] },
  ])

  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: project.root,
      encoding: 'utf8',
    })
  git('init', '-q')
  project.write('.gitattributes', '__cassettes__/**/*.json diff=cassette\n')
  git('config', 'diff.cassette.textconv', `"${process.execPath}" ${cli} show --textconv`)
  git('add', '__cassettes__', '.gitattributes')
  git('commit', '-q', '-m', 'recorded')
  project.write(greets, project.read(greets).replace('You said: Hello', 'Good day'))
  project.write(asks, project.read(asks).replace(/"recordedAt": "[^"]*"/, '"recordedAt": "2026-01-01T00:00:00.000Z"'))
  const compared = await project.node([cli, 'diff', '--git'])
  expect(compared.stdout).toBe(` test/a.test.ts > greets

  #1 openai gpt-5-mini
  answer
    text
    - You said: Hello
    + Good day

 1 test with other answers, 1 test the same
`)
  expect(git('diff', greets)).toMatch(/^-.*assistant {2}You said: Hello\n\+.*assistant {2}Good day\n/m)
  expect(git('diff', asks)).not.toMatch(/^[-+] /m)
  // A file that is no cassette stays as it is, because git gives up at an error.
  project.write(asks, '{ "half": ')
  expect(git('diff', asks)).toContain('+{ "half": ')

  project.write(asks, project.read(greets).replace('"greets"', '"asks"'))
  const nothing = await project.node([cli, 'show', 'farewell'])
  expect(nothing).toMatchObject({ exitCode: 2, stdout: '' })
  expect(nothing.stderr).toContain(
    'No cassette is of a test named "farewell".\n\n  There are:\n    test/a.test.ts > asks\n',
  )
  // A path needs no project.
  project.write('vitest.config.js', 'throw new Error("not read")')
  const two = await project.node([cli, 'diff', greets, asks])
  expect(two.stdout).toBe(' 1 test the same\n')
})
