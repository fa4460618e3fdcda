import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider, type Provider } from '../support/provider.ts'

const modules = { ...askModule, ...noteModule }

const order = `
import { test } from 'vitest'
import { ask } from './ask.ts'
import { note } from './note.ts'
test('poll', async () => {
  for (const question of ['ready?', 'other', 'ready?', 'ready?']) note('poll', await ask(question))
})
`

/** Answers with the question and how often it was asked. */
function countingProvider(): Promise<Provider> {
  const counts = new Map<string, number>()
  return chatProvider((question) => {
    counts.set(question, (counts.get(question) ?? 0) + 1)
    return `${question} ${counts.get(question)}`
  })
}

const lanes = (order: string, prefix: string): string => `
import { expect } from 'vitest'
import { test } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'

const order = ${order}

test('agents', async ({ cassette }) => {
  const agent = (name: string) => cassette.lane(name, async () => {
    for (const _ of [1, 2]) note('${prefix}' + name, await ask('next step?'))
    return name
  })
  expect(await Promise.all(order.map(agent))).toEqual(order)
  note('${prefix}main', await ask('next step?'))
})

test('nested', async ({ cassette }) => {
  await cassette.lane('outer', async () => {
    note('${prefix}nested', await ask('who?'))
    await cassette.lane('inner', async () => note('${prefix}nested', await ask('who?')))
    note('${prefix}nested', await ask('who?'))
  })
  await cassette.lane('main', async () => note('${prefix}nested', await ask('who?')))
})

test('throws through', async ({ cassette }) => {
  await expect(cassette.lane('x', async () => { throw new Error('mine') })).rejects.toThrow('mine')
  expect(() => cassette.lane('x', () => { throw new Error('mine') })).toThrow('mine')
})

test('needs a name', async ({ cassette }) => {
  for (const name of ['', undefined, 5]) expect(() => cassette.lane(name as string, () => ask('nobody'))).toThrow('cassette.lane() needs a name')
})
`

const fixture = `
import { expect, test as base } from 'vitest'
import { cassetteFixture, it, test } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'

const extended = base.extend({ seed: 7 }).extend(cassetteFixture)

test('sees its cassette', async ({ cassette, task }) => {
  note('before', { mode: cassette.mode, path: cassette.path, interactions: cassette.interactions.length, calls: cassette.calls, task: task.name })
  await ask('one')
  await ask('two')
  note('after', { interactions: cassette.interactions.map(({ request }) => request.body.json.messages[0].content), calls: cassette.calls })
})
extended('works in an extended test', async ({ cassette, seed }) => {
  expect(seed).toBe(7)
  await cassette.lane('x', () => ask('three'))
  expect(cassette.interactions[0].lane).toBe('x')
})
it.concurrent.for([1, 2, 3])('is of its own test %i', async (index, { cassette }) => {
  expect(cassette.path).toBe('__cassettes__/fixture.test.ts/is-of-its-own-test-' + index + '.json')
  await ask('number ' + index)
  expect(cassette.interactions).toHaveLength(1)
  expect(cassette.calls.live + cassette.calls.offline).toBe(1)
})
test.describe('in hooks', () => {
  test.beforeEach(async ({ cassette }) => void (await cassette.lane('hook', () => ask('hook'))))
  test('works', ({ cassette }) => expect(cassette.interactions[0].lane).toBe('hook'))
})
`

test('order, lanes and the fixture: a replay gives what was recorded, whoever asks first', async () => {
  const project = new Project({
    ...modules,
    'order.test.ts': order,
    'lanes.test.ts': lanes(`['planner', 'writer']`, ''),
    'reversed.test.ts': lanes(`process.env.REVERSED ? ['writer', 'planner'] : ['planner', 'writer']`, 'reversed '),
    'fixture.test.ts': fixture,
  })
  const provider = await countingProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const path = '__cassettes__/fixture.test.ts/sees-its-cassette.json'
  const { before, after, ...live } = takeNotes(project)
  // Identical requests.
  expect(live['poll']).toEqual(['ready? 1', 'other 1', 'ready? 2', 'ready? 3'])
  // Concurrent agents.
  for (const [prefix, file] of [
    ['', 'lanes'],
    ['reversed ', 'reversed'],
  ] as const) {
    expect(new Set(['planner', 'writer', 'main'].flatMap((name) => live[prefix + name] ?? [])).size).toBe(5)
    const lanesOf = (name: string): string[] =>
      project.json(`__cassettes__/${file}.test.ts/${name}.json`).interactions.map(({ lane }: any) => lane)
    expect(lanesOf('agents').sort()).toEqual(['main', 'planner', 'planner', 'writer', 'writer'])
    expect(lanesOf('nested')).toEqual(['outer', 'inner', 'outer', 'main'])
  }
  // The cassette of the running test.
  expect({ before, after }).toEqual({
    before: [{ mode: 'record', path, interactions: 0, calls: { offline: 0, live: 0 }, task: 'sees its cassette' }],
    after: [{ interactions: ['one', 'two'], calls: { offline: 0, live: 2 } }],
  })
  expect(questionsIn(project, path)).toEqual(['one', 'two'])
  await provider.close()

  const replayed = await project.vitest([], { env: { REVERSED: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)).toEqual({
    ...live,
    before: [{ mode: 'replay', path, interactions: 2, calls: { offline: 0, live: 0 }, task: 'sees its cassette' }],
    after: [{ interactions: ['one', 'two'], calls: { offline: 2, live: 0 } }],
  })
})

const counting = (name: string): string => `
import { test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'
test('${name}: asks', async () => {
  for (let index = 0; index < Number(process.env.TIMES); index++) note('${name}', await ask('${name}').catch((error) => error.message))
})
withCassette('${name}: asks in a lane', async ({ cassette }) => {
  for (let index = 0; index < Number(process.env.TIMES); index++) note('${name} lane', await cassette.lane('side', () => ask('${name}').catch((error) => error.message)))
})
`

/** Asks 3 times when it is recorded, and then once, and not at all. */
const leaving = (name: string): string => `
import { test } from 'vitest'
import { ask } from './ask.ts'
test.for([['once', 1], ['never', 0]] as const)('${name}: asks %s', async ([, less]) => {
  for (let index = 0; index < (process.env.LESS ? less : 3); index++) await ask('again')
})
`

const early = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test('stops early', async () => {
  await ask('one')
  expect(process.env.WRONG).toBeUndefined()
  await ask('two')
})
`

const optionsConfig = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = { '*': process.env.UPSTREAM ?? 'http://127.0.0.1:9' }
const projects = Object.entries({
  fail: {},
  early: {},
  repeat: { onExhausted: 'repeat-last', mode: process.env.REPEAT_MODE },
  leavesfail: { unused: 'fail' },
  leaveswarn: { unused: 'warn' },
  leavesignore: { unused: 'ignore' },
}).map(([name, options]) => ({ plugins: [cassettes({ upstream, ...options })], test: { name, include: [name + '.test.ts'] } }))
export default defineConfig({ test: { projects } })
`

test('requests that were asked more or less often than recorded, by onExhausted and unused', async () => {
  const leavers = ['leavesfail', 'leaveswarn', 'leavesignore']
  const project = new Project({
    ...modules,
    'vitest.config.js': optionsConfig,
    'early.test.ts': early,
    ...Object.fromEntries(['fail', 'repeat'].map((name) => [`${name}.test.ts`, counting(name)])),
    ...Object.fromEntries(leavers.map((name) => [`${name}.test.ts`, leaving(name)])),
  })
  const provider = await countingProvider()
  await project.vitest(['--mode', 'record'], recording(provider, { TIMES: '2' }))
  takeNotes(project)

  // More than recorded is an error, and so is what a test leaves unused.
  const failed = await project.vitest(['--project=fail', '--project=leavesfail'], { env: { TIMES: '4', LESS: '1' } })
  expect(failed.exitCode).toBe(1)
  const errors = failed.tests['fail: asks']?.errors ?? []
  expect(errors).toHaveLength(2)
  expect(errors[0]).toContain('CassetteExhaustedError: No answer left: POST api.openai.com/v1/chat/completions')
  expect(errors[0]).toContain('recorded 2 times, asked 3 times')
  expect(errors[1]).toContain('recorded 2 times, asked 4 times')
  expect(failed.tests['fail: asks in a lane']?.errors[0]).toMatch(/lane +side/)
  const notes = takeNotes(project)
  expect(notes['fail']?.slice(0, 2)).toEqual(['fail 1', 'fail 2'])
  expect(notes['fail']?.[2]).toContain('CassetteExhaustedError')
  expect(failed.tests['leavesfail: asks once']?.errors[0]).toContain(
    'CassetteUnusedError: 2 of 3 recorded interactions were not used',
  )
  expect(failed.tests['leavesfail: asks never']?.errors[0]).toContain(
    'CassetteUnusedError: 3 of 3 recorded interactions were not used',
  )
  expect(unusedRow(failed)).toEqual(
    ['5', 'asks-never', 'asks-once'].map((part) =>
      part.replace(/^asks/, '__cassettes__/leavesfail.test.ts/leavesfail-asks'),
    ),
  )

  // Both can be allowed: the last answer is given again, and what is left is only told.
  const allowed = await project.vitest(['--project=repeat', '--project=leaveswarn'], { env: { TIMES: '4', LESS: '1' } })
  expect(allowed.exitCode, allowed.output).toBe(0)
  expect(takeNotes(project)['repeat']).toEqual(['repeat 1', 'repeat 2', 'repeat 2', 'repeat 2'])
  for (const [name, left] of [
    ['once', 2],
    ['never', 3],
  ] as const) {
    expect(allowed.tests[`leaveswarn: asks ${name}`]?.status).toBe('passed')
    expect(allowed.output).toContain(`${left} of 3 recorded interactions were not used`)
  }
  expect(unusedRow(allowed)).toEqual(
    ['5', 'asks-never', 'asks-once'].map((part) =>
      part.replace(/^asks/, '__cassettes__/leaveswarn.test.ts/leaveswarn-asks'),
    ),
  )

  // Record mode still asks for a new answer; what is ignored is not told.
  const ignored = await project.vitest(
    ['--project=repeat', '--project=leavesignore', '-t', 'asks$|leavesignore'],
    recording(provider, { TIMES: '3', LESS: '1', REPEAT_MODE: 'record' }),
  )
  expect(ignored.exitCode, ignored.output).toBe(0)
  expect(takeNotes(project)['repeat']).toEqual(['repeat 1', 'repeat 2', 'repeat 5'])
  for (const name of ['once', 'never']) expect(ignored.tests[`leavesignore: asks ${name}`]?.status).toBe('passed')
  expect(ignored.output).not.toContain('not used')

  // The own error of a failing test is not joined by what it left unused.
  const stopped = await project.vitest(['--project=early'], { env: { WRONG: '1' } })
  expect(stopped.tests['stops early']?.errors).toHaveLength(1)
  expect(stopped.tests['stops early']?.errors[0]).toContain("expected '1' to be undefined")
  expect(stopped.output).not.toContain('not used')
})

/** How many interactions the summary says are unused, and the cassettes they are in. */
function unusedRow({ output }: Run): string[] {
  const [, count = '', cassettes = ''] = /^ +Unused {2}(\d+) interactions in((?:,?\s+\S+\.json)+)/m.exec(output) ?? []
  const paths = cassettes.split(/,?\s+/).filter((path) => path !== '')
  return [count, ...paths.map((path) => path.replace(/\.json$/, '')).sort()]
}

test('the fixture without the plugin says what is missing', async () => {
  const project = new Project({
    'vitest.config.js': 'export default {}',
    'plain.test.ts': `
import { cassetteFixture, isCassetteConfigError, test } from 'vitest-cassette'
import { cassetteHandlers } from 'vitest-cassette/msw'
import { expect, test as base } from 'vitest'
test('fixture', ({ cassette }) => void cassette)
test('unused', () => {})
base('handlers', () => void cassetteHandlers())
`,
  })
  const run = await project.vitest()
  expect(run.tests['fixture']?.errors[0]).toContain('CassetteConfigError: The cassette fixture needs the plugin.')
  expect(run.tests['handlers']?.errors[0]).toContain('CassetteConfigError: cassetteHandlers() needs the plugin.')
  expect(run.tests['unused']?.status).toBe('passed')
  expect(run.exitCode).toBe(1)
})
