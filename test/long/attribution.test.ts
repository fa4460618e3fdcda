import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider, chatEvent, startProvider, type Provider } from '../support/provider.ts'

const modules = { ...askModule, ...noteModule }

/** A provider whose answers differ each time, and come in another order than they were asked for. */
function shufflingProvider(): Promise<Provider> {
  let count = 0
  return startProvider(async (request, response) => {
    const mine = ++count
    await new Promise((turn) => setTimeout(turn, (mine * 7) % 20))
    const { messages } = JSON.parse(request.body)
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ choices: [{ message: { content: `${messages[0].content} #${mine}` } }] }))
  })
}

const everyKind = `
import { afterAll, afterEach, aroundEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { ask } from './ask.ts'
import { note } from './note.ts'

note('import', await ask('at import'))
beforeAll(async () => note('beforeAll', await ask('in beforeAll')))
afterAll(async () => note('afterAll', await ask('in afterAll')))

const range = (length: number) => Array.from({ length }, (_, index) => index)

test.concurrent.for(range(20))('crowd %i', async (index, { task }) => {
  for (const _ of range(3)) note(task.name, await ask('same for all'))
  note(task.name, await ask('only ' + index))
})

describe.concurrent('together', () => {
  describe('inner', () => {
    test('first', async () => note('first', await ask('same for all')))
    test('second', async () => note('second', await ask('same for all')))
  })
  test('first', async () => note('outer first', await ask('same for all')))
})

test.each([['a', 1], ['b', 2]])('each %s', async (letter) => note('each ' + letter, await ask('each ' + letter)))
test.for(['a', 'a'])('for %s', async (letter) => note('for', await ask('for ' + letter)))
test('twin', async () => note('twin 1', await ask('twin')))
test('twin', async () => note('twin 2', await ask('twin')))

describe('hooks', () => {
  aroundEach(async (runTest) => {
    note('around', await ask('before around'))
    await runTest()
    note('around', await ask('after around'))
  })
  beforeAll(async () => note('inner beforeAll', await ask('in inner beforeAll')))
  beforeEach(async () => {
    note('before', await ask('in beforeEach'))
    return async () => note('before', await ask('in cleanup'))
  })
  afterEach(async () => note('after', await ask('in afterEach')))
  test('body', async () => {
    onTestFinished(async () => note('finished', await ask('in onTestFinished')))
    note('body', await ask('in body'))
  })
  test.concurrent('body 2', async () => note('body 2', await ask('in body 2')))
})

test('repeats', { repeats: 2 }, async () => note('repeats', await ask('again')))

let attempts = 0
test('retries', { retry: 2 }, async () => {
  note('retries', await ask('try'))
  note('retries', await ask('try'))
  expect(++attempts).toBeGreaterThan(2)
})

test('asks nothing', () => {})
`

const queue = `
import { expect, test } from 'vitest'
import { Agent, fetch, request } from 'undici'

const dispatcher = new Agent({ connections: 1 })
const body = (content: string) => JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
const headers = { 'content-type': 'application/json' }
const url = 'https://api.openai.com/v1/chat/completions'

test.concurrent.for([0, 1, 2, 3, 4, 5])('request %i', async (index) => {
  for (const part of ['a', 'b']) {
    const answer = await request(url, { dispatcher, method: 'POST', headers, body: body(part + index) })
    expect((await answer.body.json() as any).choices[0].message.content).toMatch(new RegExp('^' + part + index + ' #'))
  }
})
test.concurrent.for([0, 1, 2, 3, 4, 5])('fetch %i', async (index) => {
  const answer = await fetch(url, { dispatcher, method: 'POST', headers, body: body('f' + index) })
  expect((await answer.json() as any).choices[0].message.content).toMatch(new RegExp('^f' + index + ' #'))
})
`

test('every kind of test gets its own answers, in a cassette of its own, also over a connection that waiting requests share', async () => {
  const project = new Project(
    { ...modules, 'all.test.ts': everyKind, 'queue.test.ts': queue },
    { test: { maxConcurrency: 20 } },
  )
  const provider = await shufflingProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const live = takeNotes(project)
  await provider.close()
  const before = project.state()

  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)).toEqual(live)
  expect(project.state()).toEqual(before)

  const folder = '__cassettes__/all.test.ts'
  const crowd = live['crowd 7']?.map(String)
  expect(crowd?.map((answer) => answer.replace(/ #\d+/, ''))).toEqual([
    'same for all',
    'same for all',
    'same for all',
    'only 7',
  ])
  expect(new Set(crowd).size).toBe(4)
  expect(questionsIn(project, `${folder}/crowd-7.json`)).toEqual([
    'same for all',
    'same for all',
    'same for all',
    'only 7',
  ])
  expect(questionsIn(project, `${folder}/[file].json`)).toEqual([
    'at import',
    'in beforeAll',
    'in inner beforeAll',
    'in afterAll',
  ])
  expect(questionsIn(project, `${folder}/hooks--body.json`)).toEqual([
    'before around',
    'in beforeEach',
    'in body',
    'in afterEach',
    'in cleanup',
    'in onTestFinished',
    'after around',
  ])
  expect(questionsIn(project, `${folder}/hooks--body-2.json`)).toContain('in body 2')
  expect(questionsIn(project, `${folder}/repeats.json`)).toEqual(['again'])
  expect(questionsIn(project, `${folder}/retries.json`)).toEqual(['try', 'try'])
  // The second attempt replays what the first has paid for.
  expect(new Set(live['repeats']).size).toBe(1)
  expect(new Set(live['retries']).size).toBe(2)
  expect(live['retries']).toHaveLength(6)

  const names = project.files(folder).map((path) => path.slice(folder.length + 1))
  expect(names).toHaveLength(20 + 3 + 2 + 2 + 2 + 2 + 2 + 1)
  expect(names).toEqual(
    expect.arrayContaining([
      'each-a.json',
      'each-b.json',
      'for-a.json',
      'for-a~2.json',
      'twin.json',
      'twin~2.json',
      'together--first.json',
      'together--inner--first.json',
    ]),
  )
  expect(project.json(`${folder}/twin.json`)).not.toEqual(project.json(`${folder}/twin~2.json`))

  for (const index of [0, 1, 2, 3, 4, 5]) {
    expect(questionsIn(project, `__cassettes__/queue.test.ts/request-${index}.json`)).toEqual([
      `a${index}`,
      `b${index}`,
    ])
    expect(questionsIn(project, `__cassettes__/queue.test.ts/fetch-${index}.json`)).toEqual([`f${index}`])
  }
})

const strays = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
import { note } from './note.ts'

const opened = Promise.withResolvers<void>()
const fromImport = opened.promise.then(() => ask('from import'))
const left = Promise.withResolvers<void>()

test('leaves a promise behind', () => {
  void left.promise.then(() => ask('too late')).catch((error) => note('late', error.message))
})
test('comes next', async () => {
  left.resolve()
  expect(await ask('mine')).toBe('You said: mine')
})
test('wakes what the import has left', async () => {
  opened.resolve()
  await fromImport.catch((error) => note('import', error.message))
})
`

test('a request that belongs to no running test is an error, never sent and never charged to another test', async () => {
  const project = new Project({ ...modules, 'stray.test.ts': strays })
  const provider = await chatProvider()
  for (const args of [['--mode', 'record'], []]) {
    const run = await project.vitest(args, recording(provider))
    expect(run.exitCode).toBe(1)
    expect(Object.values(run.tests).map(({ status }) => status)).toEqual(['passed', 'passed', 'passed'])
    expect(run.output).toContain(
      'CassetteContextError: POST api.openai.com/v1/chat/completions was requested after its test had ended',
    )
    expect(run.output).toMatch(/test +leaves a promise behind/)
    expect(run.output).toContain(
      'CassetteContextError: POST api.openai.com/v1/chat/completions was requested outside every test',
    )
    const notes = takeNotes(project)
    expect(notes['late']).toEqual([expect.stringContaining('was requested after its test had ended')])
    expect(notes['import']).toEqual([expect.stringContaining('was requested outside every test')])
    expect(provider.requests.map(({ body }) => JSON.parse(body).messages[0].content)).toEqual(['mine'])
    expect(project.files('__cassettes__')).toEqual(['__cassettes__/stray.test.ts/comes-next.json'])
  }
})

/** Two agents at the same time, of which one misses: the other is still at it when the test has failed. */
const cutShort = `
import { expect } from 'vitest'
import { test } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'

const isReplay = process.env.RUN === '2'
const ended = Promise.withResolvers<void>()
let second: Promise<unknown>

test('one of two misses', async ({ cassette }) => {
  second = cassette.lane('b', async () => {
    await ask('first')
    if (isReplay) await ended.promise
    return ask('second')
  })
  second.catch((error) => note('late', error.message))
  await Promise.all([cassette.lane('a', () => ask('run ' + process.env.RUN)), second])
})
test('comes next', async () => {
  ended.resolve()
  await second.catch(() => {})
  expect(await ask('mine')).toBe('You said: mine')
})
`

test('a late request of a test that was refused an answer adds no error', async () => {
  const project = new Project({ ...modules, 'lanes.test.ts': cutShort })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, { RUN: '1' }))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const before = project.state()

  const replayed = await project.vitest([], { env: { RUN: '2' } })
  expect(replayed.exitCode).toBe(1)
  expect(replayed.tests['one of two misses']?.errors.join()).toContain('CassetteMissError: No recorded answer')
  expect(replayed.tests['comes next']?.status).toBe('passed')
  // It is refused all the same.
  expect(takeNotes(project)['late']).toEqual([expect.stringContaining('was requested after its test had ended')])
  expect(replayed.output).not.toContain('CassetteContextError')
  expect(project.state()).toEqual(before)
})

test('a request that comes after its whole file has ended still fails the run, under the name of its test', async () => {
  const project = new Project(
    {
      ...modules,
      'a.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('leaves', () => {
  const gate = Promise.withResolvers<void>()
  globalThis.gate = { open: gate.resolve, done: gate.promise.then(() => ask('too late')).catch(() => {}) }
})
`,
      'b.test.ts': `
import { test } from 'vitest'
test('wakes', async () => {
  globalThis.gate.open()
  await globalThis.gate.done
})
`,
    },
    { test: { isolate: false, fileParallelism: false, sequence: { shuffle: false } } },
  )
  // Files run in the order of their names only when Vitest has no durations to sort them by.
  const run = await project.vitest(['--sequence.shuffle=false', '--no-cache'])
  expect(run.exitCode).toBe(1)
  expect(run.output).toContain('was requested after its test had ended')
  expect(run.output).toMatch(/test +leaves/)
  expect(run.tests['wakes']?.status).toBe('passed')
})

const skipping = (mode: string): string => `
import { test } from 'vitest'
import { ask } from './ask.ts'
const skip = process.env.SKIP === '1'
test('${mode} one', async () => void (await ask('one')))
test.skipIf(skip)('${mode} two', async () => void (await ask('two')))
test('${mode} three', async ({ skip: leave }) => {
  await ask('three a')
  if (skip) leave()
  await ask('three b')
})
test('${mode} four', async ({ skip: leave }) => {
  if (skip) leave()
  await ask('four')
})
`

const lazy = (mode: string): string => `
import { beforeAll, describe, test } from 'vitest'
import { ask } from './ask.ts'
await ask('at import')
describe('other', () => {
  beforeAll(async () => void (await ask('for the others')))
  test('${mode} lazy two', () => {})
})
test('${mode} lazy one', () => {})
`

/** Each mode has files of its own, so that one run goes through both. */
const modesConfig = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = { '*': process.env.UPSTREAM }
const projects = ['replay', 'record'].map((mode) => ({ plugins: [cassettes({ mode, upstream })], test: { name: mode, include: [mode + '/*.test.ts'] } }))
export default defineConfig({ test: { projects } })
`

test('skipped and filtered tests touch nothing, and the traffic of their file outlives them', async () => {
  const modes = ['replay', 'record']
  const files = modes.flatMap((mode) => [
    [`${mode}/skip.test.ts`, skipping(mode).replaceAll('./ask', '../ask')],
    [`${mode}/lazy.test.ts`, lazy(mode).replaceAll('./ask', '../ask')],
  ])
  const project = new Project({ ...modules, 'vitest.config.js': modesConfig, ...Object.fromEntries(files) })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(2 * (5 + 2))
  const before = project.state()

  const skipped = await project.vitest([], recording(provider, { SKIP: '1' }))
  expect(skipped.exitCode, skipped.output).toBe(0)
  expect(skipped.output).not.toContain('Unused')
  const filtered = await project.vitest(['-t', 'one'], recording(provider))
  expect(filtered.exitCode, filtered.output).toBe(0)
  const statuses = (run: Run, mode: string): (string | undefined)[] =>
    ['one', 'two', 'three', 'four', 'lazy one', 'lazy two'].map(
      (name) => (run.tests[`${mode} ${name}`] ?? run.tests[`other > ${mode} ${name}`])?.status,
    )
  for (const mode of modes) {
    expect(statuses(skipped, mode)).toEqual(['passed', 'skipped', 'skipped', 'skipped', 'passed', 'passed'])
    expect(statuses(filtered, mode)).toEqual(['passed', 'skipped', 'skipped', 'skipped', 'passed', 'skipped'])
  }
  expect(project.state()).toEqual(before)
  expect(provider.requests).toHaveLength(2 * (5 + 2))
})

const hanging = (name: string, timeout: number): string => `
import { test } from 'vitest'
import { ask, send } from './ask.ts'
import { note } from './note.ts'
test('${name}', { timeout: ${timeout} }, async () => {
  const response = await send('hang')
  const decoder = new TextDecoder()
  for await (const chunk of response.body!) {
    note('${name}', decoder.decode(chunk))
    if ('${name}' === 'leaves' && process.env.LEAVE) return
  }
})
`

const wrong = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test.fails('is known to be wrong', async () => {
  expect(await ask('Hello')).toBe('something else')
})
test.fails('asks something else', async () => {
  expect(await ask(process.env.QUESTION ?? 'Hello')).toBe('something else')
})
`

test('a test that hangs in a stream ends at its own timeout, and test.fails turns round its own failure, but not a miss', async () => {
  const project = new Project({
    ...modules,
    'hangs.test.ts': `${hanging('hangs', 3000)}test('goes on', async () => void (await ask('fine')))`,
    'leaves.test.ts': `${hanging('leaves', 4000)}test('goes on too', async () => void (await ask('fine')))`,
    'wrong.test.ts': wrong,
  })
  const provider = await startProvider((request, response) => {
    if (request.body.includes('hang'))
      return void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chatEvent('first'))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[{"message":{"content":"ok"}}]}')
  })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, { LEAVE: '1' }))
  expect(recorded.exitCode).toBe(1)
  // An answer that the end of a test has cut off is no failure of the provider, and nothing to keep.
  expect(recorded.tests['hangs']?.errors).toEqual([expect.stringContaining('timed out in 3000ms')])
  for (const name of ['goes on', 'goes on too', 'leaves', 'is known to be wrong', 'asks something else'])
    expect(recorded.tests[name], name).toEqual({ status: 'passed', errors: [] })
  expect(recorded.output).toContain('Tests  1 failed | 3 passed | 2 expected fail')
  expect(recorded.output).not.toContain('Unhandled Error')
  expect(project.files('__cassettes__/hangs.test.ts')).toEqual(['__cassettes__/hangs.test.ts/goes-on.json'])
  expect(takeNotes(project)).toEqual({ hangs: [chatEvent('first')], leaves: [chatEvent('first')] })

  const replayed = await project.vitest(['leaves', 'wrong'])
  expect(replayed.tests['leaves']).toEqual({
    status: 'failed',
    errors: [expect.stringContaining('timed out in 4000ms')],
  })
  for (const name of ['goes on too', 'is known to be wrong', 'asks something else'])
    expect(replayed.tests[name], name).toEqual({ status: 'passed', errors: [] })
  expect(takeNotes(project)).toEqual({ leaves: [chatEvent('first')] })
  expect(replayed.output).toContain('Tests  1 failed | 1 passed | 2 expected fail')
  expect(replayed.output).not.toContain('CassetteMissError')
  expect(replayed.output).toContain('Cassettes  4 replayed')

  const missed = await project.vitest(['wrong'], { env: { QUESTION: 'Bye' } })
  expect(missed.output).toContain('CassetteMissError')
  expect(missed.exitCode).toBe(1)
})
