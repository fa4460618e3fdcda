import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const modules = { ...askModule, ...noteModule }

test('identical requests with different answers replay in the order they were asked', async () => {
  const project = new Project({
    ...modules,
    'order.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.ts'
import { note } from './note.ts'
test('poll', async () => {
  for (const question of ['ready?', 'other', 'ready?', 'ready?']) note('poll', await ask(question))
})
`,
  })
  let count = 0
  const provider = await chatProvider(() => `answer ${++count}`)
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const live = takeNotes(project)
  expect(live['poll']).toEqual(['answer 1', 'answer 2', 'answer 3', 'answer 4'])
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)).toEqual(live)
})

const lanes = `
import { expect } from 'vitest'
import { test } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'

const order = process.env.ORDER === 'reversed' ? ['writer', 'planner'] : ['planner', 'writer']

test('agents', async ({ cassette }) => {
  const agent = (name: string) => cassette.lane(name, async () => {
    for (const _ of [1, 2]) note(name, await ask('next step?'))
    return name
  })
  expect(await Promise.all(order.map(agent))).toEqual(order)
  note('main', await ask('next step?'))
})

test('nested', async ({ cassette }) => {
  await cassette.lane('outer', async () => {
    note('nested', await ask('who?'))
    await cassette.lane('inner', async () => note('nested', await ask('who?')))
    note('nested', await ask('who?'))
  })
  await cassette.lane('main', async () => note('nested', await ask('who?')))
})

test('throws through', async ({ cassette }) => {
  await expect(cassette.lane('x', async () => { throw new Error('mine') })).rejects.toThrow('mine')
  expect(() => cassette.lane('x', () => { throw new Error('mine') })).toThrow('mine')
})
`

test('lanes keep the answers of concurrent agents apart, whoever asks first', async () => {
  const project = new Project({ ...modules, 'lanes.test.ts': lanes })
  const provider = await chatProvider((question, count) => `${question} ${count}`)
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const live = takeNotes(project)
  expect(new Set([...(live['planner'] ?? []), ...(live['writer'] ?? []), ...(live['main'] ?? [])]).size).toBe(5)
  const lanesOf = (name: string): string[] => project.json(`__cassettes__/lanes.test.ts/${name}.json`).interactions.map(({ lane }: any) => lane)
  expect(lanesOf('agents').sort()).toEqual(['main', 'planner', 'planner', 'writer', 'writer'])
  expect(lanesOf('nested')).toEqual(['outer', 'inner', 'outer', 'main'])
  await provider.close()
  for (const ORDER of ['as recorded', 'reversed']) {
    const replayed = await project.vitest([], { env: { ORDER } })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(takeNotes(project)).toEqual(live)
  }
})

const counting = {
  ...modules,
  'count.test.ts': `
import { test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'
test('asks', async () => {
  for (let index = 0; index < Number(process.env.TIMES); index++) note('asks', await ask('again').catch((error) => error.message))
})
withCassette('asks in a lane', async ({ cassette }) => {
  for (let index = 0; index < Number(process.env.TIMES); index++) note('lane', await cassette.lane('side', () => ask('again').catch((error) => error.message)))
})
`,
}

test('a request that was asked more often than recorded is an error', async () => {
  const project = new Project(counting)
  const provider = await chatProvider((question, count) => `${question} ${count}`)
  await project.vitest(['--mode', 'record'], recording(provider, { TIMES: '2' }))
  takeNotes(project)
  const run = await project.vitest([], { env: { TIMES: '4' } })
  expect(run.exitCode).toBe(1)
  const errors = run.tests['asks']?.errors ?? []
  expect(errors).toHaveLength(2)
  expect(errors[0]).toContain('CassetteExhaustedError: All recorded answers for POST api.openai.com/v1/chat/completions are used up')
  expect(errors[0]).toContain('recorded 2 times, asked 3 times')
  expect(errors[1]).toContain('recorded 2 times, asked 4 times')
  expect(run.tests['asks in a lane']?.errors[0]).toMatch(/lane +side/)
  const notes = takeNotes(project)
  expect(notes['asks']?.slice(0, 2)).toEqual(['again 1', 'again 2'])
  expect(notes['asks']?.[2]).toContain('CassetteExhaustedError')
})

test("repeat-last gives the last answer again, and record mode still asks for a new one", async () => {
  const project = new Project(counting, { options: { onExhausted: 'repeat-last' } })
  const provider = await chatProvider((question, count) => `${question} ${count}`)
  await project.vitest(['--mode', 'record'], recording(provider, { TIMES: '2' }))
  takeNotes(project)
  const replayed = await project.vitest([], { env: { TIMES: '4' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)['asks']).toEqual(['again 1', 'again 2', 'again 2', 'again 2'])
  await project.vitest(['--mode', 'record', '-t', 'asks$'], recording(provider, { TIMES: '3' }))
  expect(takeNotes(project)['asks']).toEqual(['again 1', 'again 2', 'again 5'])
})

test.for([
  ['fail', 1],
  ['warn', 0],
  ['ignore', 0],
] as const)("interactions that a test leaves unused, with unused: '%s'", async ([unused, exitCode]) => {
  const project = new Project(counting, { options: { unused } })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], recording(provider, { TIMES: '3' }))
  for (const [times, used] of [['1', 1], ['0', 0]] as const) {
    const run = await project.vitest([], { env: { TIMES: times } })
    expect(run.exitCode, run.output).toBe(exitCode)
    const message = `${3 - used} of 3 recorded interactions were not used`
    if (unused === 'ignore') expect(run.output).not.toContain('not used')
    else expect(run.output).toContain(message)
    if (unused === 'fail') expect(run.tests['asks']?.errors[0]).toContain(`CassetteUnusedError: ${message}`)
    else expect(run.tests['asks']?.status).toBe('passed')
    if (unused !== 'ignore') expect(run.output).toContain(`${(3 - used) * 2} interactions in __cassettes__/count.test.ts/asks.json`)
  }
})

test("a failing test's own error is not joined by what it left unused", async () => {
  const project = new Project({
    ...modules,
    'early.test.ts': `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test('stops early', async () => {
  await ask('one')
  expect(process.env.WRONG).toBeUndefined()
  await ask('two')
})
`,
  })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], recording(provider))
  const run = await project.vitest([], { env: { WRONG: '1' } })
  expect(run.tests['stops early']?.errors).toHaveLength(1)
  expect(run.tests['stops early']?.errors[0]).toContain("expected '1' to be undefined")
  expect(run.output).not.toContain('not used')
})

const fixture = `
import { expect, test as base } from 'vitest'
import { cassetteFixture, it, test } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'

const extended = base.extend({ seed: 7 }).extend(cassetteFixture)

test('sees its cassette', async ({ cassette, task }) => {
  note('before', { ...cassette, interactions: cassette.interactions.length, calls: cassette.calls, task: task.name })
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

test('the fixture shows and steers the cassette of the running test', async () => {
  const project = new Project({ ...modules, 'fixture.test.ts': fixture })
  const provider = await chatProvider()
  const path = '__cassettes__/fixture.test.ts/sees-its-cassette.json'
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(takeNotes(project)).toEqual({
    before: [{ mode: 'record', path, interactions: 0, calls: { offline: 0, live: 0 }, task: 'sees its cassette' }],
    after: [{ interactions: ['one', 'two'], calls: { offline: 0, live: 2 } }],
  })
  expect(questionsIn(project, path)).toEqual(['one', 'two'])
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)).toEqual({
    before: [{ mode: 'replay', path, interactions: 2, calls: { offline: 0, live: 0 }, task: 'sees its cassette' }],
    after: [{ interactions: ['one', 'two'], calls: { offline: 2, live: 0 } }],
  })
})

test('the fixture without the plugin says what is missing', async () => {
  const project = new Project({
    'vitest.config.ts': 'export default {}',
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
