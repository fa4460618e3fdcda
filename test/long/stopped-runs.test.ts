import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const asks = (name: string): string => `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('${name}', async () => {
  await ask('${name}')
  if (process.env.FAIL) throw new Error('stop')
})
`

const hooks = `
import { afterAll, beforeAll, describe, test } from 'vitest'
import { ask } from './ask.ts'
beforeAll(async () => {
  await ask('one' + (process.env.CHANGED ?? ''))
  if (process.env.FAIL) throw new Error('stop')
  await ask('two')
})
describe('inner', () => {
  afterAll(() => { if (process.env.FAIL_INNER) throw new Error('stop') })
  test('asks nothing', () => {})
})
`

test('a file that --bail has left out is not taken for one without tests', async () => {
  const project = new Project({ ...askModule, 'a.test.ts': asks('a'), 'b.test.ts': asks('b') })
  await project.vitest(['--mode', 'record'], recording(await chatProvider()))
  const run = await project.vitest(['--bail=1', '--no-file-parallelism'], { env: { FAIL: '1' } })
  expect(run.output).toMatch(/Tests {2}1 failed/)
  expect(run.output).not.toContain('obsolete')
})

test('a hook of a file that fails keeps the cassette of the file, as a test does its own', async () => {
  const project = new Project({ ...askModule, 'hooks.test.ts': hooks })
  const provider = await chatProvider()
  const cassette = '__cassettes__/hooks.test.ts/[file].json'
  await project.vitest(['--mode', 'record'], recording(provider))
  expect(questionsIn(project, cassette)).toEqual(['one', 'two'])
  const before = project.read(cassette)
  for (const [mode, failure] of [
    ['record', 'FAIL'],
    ['refresh', 'FAIL_INNER'],
  ] as const) {
    const env = { [failure]: '1', CHANGED: ' changed', CASSETTE_RUN_ID: mode }
    const failed = await project.vitest(['--mode', mode], recording(provider, env))
    expect(failed.output).toContain('Error: stop')
    expect(project.read(cassette), mode).toBe(before)
    expect(questionsIn(project, `.vitest-cassette/runs/${mode}/hooks.test.ts/[file].json`)).toContain('one changed')
  }
})

test('a file in place of the cassette folder is named by the tests, and the run ends as usual', async () => {
  const project = new Project({ ...askModule, 'a.test.ts': asks('a'), __cassettes__: 'not a folder' })
  const run = await project.vitest()
  expect(run.tests['a']?.errors.join()).toContain('CassetteFormatError: Cannot read __cassettes__/a.test.ts/a.json')
  expect(run.output).toContain('Cassettes  1 unreadable')
  expect(run.output).not.toContain('Unhandled Error')
})

const setup = `
const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"messages":[{"content":"from a setup file"}]}' }).catch((error) => ({ failure: error }))
globalThis.answered = response.status
`

test('setup files that are to be read at the same time do not get ahead of the recording', async () => {
  const file = `
import { expect, test } from 'vitest'
test('was answered', () => expect(globalThis.answered).toBe(Number(process.env.STATUS)))
`
  const names = ['a', 'b', 'c']
  const project = new Project(
    { 'setup.js': setup, ...Object.fromEntries(names.map((name) => [`${name}.test.js`, file])) },
    { test: { setupFiles: ['./setup.js'], sequence: { setupFiles: 'parallel' } } },
  )
  const provider = await chatProvider()
  const refused = await project.vitest([], { env: { CI: '1', STATUS: '400' } })
  const passed = Object.keys(refused.tests).length
  expect([passed, refused.tests['was answered']?.status], refused.output).toEqual([1, 'passed'])
  expect(refused.output).toContain('Tests  3 passed')
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, { STATUS: '200' }))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(names.length)
  expect(project.files('__cassettes__')).toHaveLength(names.length)
})
