import type { ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { Project, type Run } from '../support/project.ts'
import { chatCompletion, chatProvider, json, startProvider, type Provider } from '../support/provider.ts'

const helpers = `
export async function ask(content) {
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test' },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] }),
  })
  const { choices, message } = await response.json()
  if (!response.ok) throw new Error(message)
  return choices[0].message.content
}
`

/**
 * Tests that ask three times, and tell when they have each answer; told to, they never go on. They run at the same time,
 * so that one kill meets each of them where it is.
 */
const threeCalls = `
import { expect, test } from 'vitest'
import { ask } from './ask.js'
test.concurrent.each(['first', 'second', 'third'])('%s', async (name) => {
  for (const question of ['one', 'two', 'three']) {
    expect(await ask(name + ' ' + question)).toBe('You said: ' + name + ' ' + question)
    await fetch(process.env.UPSTREAM + '/answered/' + name + '/' + question)
    if (process.env.FAIL_AFTER === name + ' ' + question) throw new Error('a mistake in the test')
  }
})
`

const journals = '.vitest-cassette/journals'
/** The test that is stopped after one answer, after two and after three. */
const names = ['first', 'second', 'third']
const cassettes = names.map((name) => `__cassettes__/kill.test.js/${name}.json`)

/** A provider that is told of the answers that have reached the app, and that stops each test after one of them, as long as it has to. */
async function watchingProvider(): Promise<Provider & { stopAfter: (answers: readonly string[]) => Promise<void> }> {
  let stops = new Set<string>()
  let reached = new Set<string>()
  let stopped = Promise.withResolvers<void>()
  const provider = await startProvider(({ url, body }, response) => {
    const answered = /^\/answered\/(.*)/.exec(url)?.[1]
    if (answered === undefined)
      return json(response, 200, chatCompletion(`You said: ${JSON.parse(body).messages.at(-1).content}`))
    if (!stops.has(answered)) return void response.end()
    reached.add(answered)
    if (reached.size === stops.size) stopped.resolve()
  })
  const stopAfter = (answers: readonly string[]): Promise<void> => {
    stops = new Set(answers)
    reached = new Set()
    stopped = Promise.withResolvers()
    return stopped.promise
  }
  return Object.assign(provider, { stopAfter })
}

/** The questions to a provider, in the order of the alphabet. */
function questions(provider: Provider): string[] {
  return provider.requests
    .filter(({ url }) => !url.startsWith('/answered/'))
    .map(({ body }) => JSON.parse(body).messages.at(-1).content)
    .sort()
}

/** Starts a run, and kills it and all its workers at once when that has come. */
async function killedWhen(
  moment: Promise<void>,
  project: Project,
  mode: string,
  env: Record<string, string>,
): Promise<void> {
  let child: ChildProcess | undefined
  const run = project.vitest(['--mode', mode], { env, detached: true, onStart: (started) => (child = started) })
  await moment
  process.kill(-child!.pid!, 'SIGKILL')
  await run
}

test('a killed run loses no answer that the app had', async () => {
  const project = new Project({ 'ask.js': helpers, 'kill.test.js': threeCalls })
  const provider = await watchingProvider()
  const env = { UPSTREAM: provider.url }
  const asked = (...counts: number[]): string[] =>
    names.flatMap((name, index) => ['one', 'two', 'three'].slice(0, counts[index]).map((word) => `${name} ${word}`))
  await killedWhen(provider.stopAfter(['first/one', 'second/two', 'third/three']), project, 'record', env)
  expect(project.files('__cassettes__')).toEqual([])
  expect(allFiles(project).filter((path) => path.endsWith('.tmp'))).toEqual([])
  const killed = project.files(journals)
  expect(killed).toHaveLength(3)
  for (const [index, path] of killed.entries()) {
    const lines = project
      .read(path)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ request }) => request.body.json.messages[0].content)).toEqual(
      asked(1, 2, 3).filter((question) => question.startsWith(names[index]!)),
    )
  }
  expect(questions(provider)).toEqual(asked(1, 2, 3).sort())

  // The next run goes on where this one was, and a test that fails in it does not lose what was paid for.
  void provider.stopAfter([])
  const again = await project.vitest(['--mode', 'record'], { env: { ...env, FAIL_AFTER: 'second one' } })
  expect(
    Object.entries(again.tests)
      .map(([name, { status }]) => `${name} ${status}`)
      .sort(),
    again.output,
  ).toEqual(['first passed', 'second failed', 'third passed'])
  expect(again.tests['second']?.errors[0]).toContain('a mistake in the test')
  expect(questions(provider)).toEqual(asked(3, 2, 3).sort())
  const passed = await project.vitest(['--mode', 'record'], { env })
  expect(passed.exitCode, passed.output).toBe(0)
  expect(questions(provider)).toEqual(asked(3, 3, 3).sort())
  expect(project.files(journals)).toEqual([])
  for (const cassette of cassettes) expect(project.json(cassette).interactions).toHaveLength(3)

  // Killed while it refreshes, a run leaves the old cassettes, and what it got is not taken for them.
  const before = cassettes.map((path) => project.read(path))
  await killedWhen(provider.stopAfter(names.map((name) => `${name}/two`)), project, 'refresh', env)
  expect(cassettes.map((path) => project.read(path))).toEqual(before)
  void provider.stopAfter([])
  const left = project.files(journals)
  expect(left).toHaveLength(3)
  const count = questions(provider).length
  // Replay never writes, and leaves the journals to the next recording.
  const replayed = await project.vitest([], { env })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Calls  9 offline')
  expect(questions(provider)).toHaveLength(count)
  expect(cassettes.map((path) => project.read(path))).toEqual(before)
  expect(project.files(journals)).toEqual(left)
  // The next refresh goes on where this one was. What it cannot read is not lost without a word.
  project.write(left[0]!, `{"a line of":"another version"}\n${project.read(left[0]!)}`)
  const refreshed = await project.vitest(['--mode', 'refresh'], { env })
  expect(refreshed.exitCode, refreshed.output).toBe(0)
  expect(questions(provider)).toHaveLength(count + 3)
  const unread = left[0]!.replace('.jsonl', '.unread')
  expect(project.files(journals)).toEqual([unread])
  expect(refreshed.output).toMatch(/vitest-cassette: 1 line of what a killed recording run left cannot be read/)
  expect(refreshed.output).toContain(`Kept: ${unread}`)
  for (const path of cassettes) expect(project.json(path).interactions).toHaveLength(3)
})

/** A test of the given name that asks once, and one that asks nothing. */
function oneCall(name: string, ask = './ask.js'): string {
  return `
import { expect, test } from 'vitest'
import { ask } from '${ask}'
test('${name}', async () => expect(await ask('one')).toBe('You said: one'))
test('no call in ${name}', () => {})
`
}

/** Every write of the worker to a cassette or a journal fails as on a full disk. */
const fullDisk = `
const fs = process.getBuiltinModule('node:fs')
for (const name of ['writeFileSync', 'appendFileSync', 'writeSync']) {
  const write = fs[name]
  fs[name] = (file, ...rest) => {
    if (typeof file === 'string' && !file.includes('.vitest-cassette') && !file.includes('.tmp')) return write(file, ...rest)
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
}
process.getBuiltinModule('node:module').syncBuiltinESMExports()
`

test('a file that the disk refuses is an error that says so, and a test that fails changes nothing', async () => {
  const project = new Project(
    {
      'ask.js': helpers,
      'full-disk.js': fullDisk,
      'unmade/one.test.js': oneCall('unmade', '../ask.js'),
      'blocked.test.js': oneCall('blocked'),
      'calls.test.js': `
import { expect, test } from 'vitest'
import { ask } from './ask.js'
test('good', async () => expect(await ask('one')).toBe('You said: one'))
test('unreadable', async () => expect(await ask('one')).toBe('You said: one'))
test('no call in calls', () => {})
test('fails', async () => expect(await ask('fails ' + process.env.QUESTION)).toBe('You said: fails old'))
`,
      'full.test.js': `
import { expect, test } from 'vitest'
import { ask } from './ask.js'
test('full', async () => {
  if (process.env.QUESTION === 'new') await import('./full-disk.js')
  expect(await ask('full ' + process.env.QUESTION)).toBe('You said: full ' + process.env.QUESTION)
})
`,
    },
    { options: { dir: 'data/cassettes' }, test: { include: ['*.test.js', 'unmade/*.test.js'] } },
  )
  const provider = await chatProvider()
  const env = (question: string): { env: Record<string, string> } => ({
    env: { UPSTREAM: provider.url, CASSETTE_RUN_ID: 'run-1', QUESTION: question },
  })
  const status = (run: Run, ...tests: string[]): string[] => tests.map((name) => `${name} ${run.tests[name]?.status}`)
  const error = (run: Run, name: string): string => run.tests[name]!.errors.join()

  // A folder that cannot be made, a file where the folder should be, and a folder where the cassette should be.
  mkdirSync(project.path('data/cassettes'), { recursive: true })
  symlinkSync(project.path('nowhere/deep'), project.path('data/cassettes/unmade'))
  project.write('data/cassettes/blocked.test.js', 'not a folder')
  mkdirSync(project.path('data/cassettes/calls.test.js/unreadable.json'), { recursive: true })
  const expectUnread = (run: Run): void => {
    expect(error(run, 'blocked')).toContain(
      'CassetteFormatError: Cannot read data/cassettes/blocked.test.js/blocked.json',
    )
    expect(error(run, 'blocked')).toContain('ENOTDIR: not a directory')
    expect(error(run, 'unreadable')).toContain(
      'CassetteFormatError: Cannot read data/cassettes/calls.test.js/unreadable.json',
    )
    expect(status(run, 'no call in blocked', 'no call in calls')).toEqual([
      'no call in blocked passed',
      'no call in calls passed',
    ])
  }
  const recorded = await project.vitest(['--mode', 'record'], env('old'))
  expect(recorded.exitCode).toBe(1)
  expectUnread(recorded)
  expect(status(recorded, 'good', 'fails', 'full', 'no call in unmade')).toEqual([
    'good passed',
    'fails passed',
    'full passed',
    'no call in unmade passed',
  ])
  const journal = project.files(journals)
  expect(journal).toHaveLength(1)
  expect(error(recorded, 'unmade')).toContain(
    'CassetteWriteError: Cannot write data/cassettes/unmade/one.test.js/unmade.json',
  )
  expect(error(recorded, 'unmade')).toContain(journal[0])
  // The other two are stopped before they cost anything.
  expect(questions(provider)).toEqual(['fails old', 'full old', 'one', 'one'])

  const cassette = {
    fails: 'data/cassettes/calls.test.js/fails.json',
    full: 'data/cassettes/full.test.js/full.json',
    good: 'data/cassettes/calls.test.js/good.json',
    unmade: 'data/cassettes/unmade/one.test.js/unmade.json',
  }
  const before = {
    fails: project.read(cassette.fails),
    full: project.read(cassette.full),
    good: project.read(cassette.good),
  }
  const expectKept = (run: Run): void => {
    expect(error(run, 'fails')).toContain("expected 'You said: fails new' to be 'You said: fails old'")
    expect(project.read(cassette.fails)).toBe(before.fails)
    expect(
      project.json('.vitest-cassette/runs/run-1/calls.test.js/fails.json').interactions[0].request.body.json.messages[0]
        .content,
    ).toBe('fails new')
    expect(project.files(journals)).toEqual([])
  }

  rmSync(project.path('data/cassettes/unmade'))
  const again = await project.vitest(['--mode', 'record'], env('new'))
  expect(again.exitCode).toBe(1)
  expectKept(again)
  expectUnread(again)
  // Nothing of what could not be saved was lost.
  expect(status(again, 'unmade')).toEqual(['unmade passed'])
  expect(project.json(cassette.unmade).interactions).toHaveLength(1)
  expect(questions(provider)).toEqual(['fails new', 'fails old', 'full new', 'full old', 'one', 'one'])
  // A full disk.
  expect(error(again, 'full')).toContain(`CassetteWriteError: Cannot write ${cassette.full}`)
  expect(error(again, 'full')).toContain('no space left on device')
  expect(error(again, 'full')).toContain('the recorded calls are lost')
  expect(project.read(cassette.full)).toBe(before.full)
  expect(
    [...project.files('data'), ...project.files('.vitest-cassette')].filter((path) => path.endsWith('.tmp')),
  ).toEqual([])

  rmSync(project.path('.vitest-cassette/runs'), { recursive: true })
  const refreshed = await project.vitest(
    ['--mode', 'refresh', 'calls', 'blocked', '-t', 'fails|unreadable|blocked|no call'],
    env('new'),
  )
  expect(refreshed.exitCode).toBe(1)
  expectKept(refreshed)
  expectUnread(refreshed)
  expect(questions(provider)).toHaveLength(7)

  // Replay writes nothing: nothing can be written below a file.
  rmSync(project.path('.vitest-cassette'), { recursive: true })
  project.write('.vitest-cassette', 'not a folder')
  const state = project.state()
  const replayed = await project.vitest([], env('old'))
  expectUnread(replayed)
  expect(status(replayed, 'good', 'fails', 'full', 'unmade')).toEqual([
    'good passed',
    'fails passed',
    'full passed',
    'unmade passed',
  ])
  expect(project.state()).toEqual(state)
  expect(project.read(cassette.good)).toBe(before.good)
  expect(questions(provider)).toHaveLength(7)

  // A journal that cannot be written does not stop a recording.
  rmSync(project.path(cassette.good))
  const unjournaled = await project.vitest(['--mode', 'record', 'calls', '-t', 'good'], env('old'))
  expect(unjournaled.exitCode, unjournaled.output).toBe(0)
  expect(project.json(cassette.good).interactions).toHaveLength(1)
  expect(questions(provider)).toHaveLength(8)
})

test('two recording runs at the same time do not disturb each other', async () => {
  const file = (name: string): string => `
import { expect, test } from 'vitest'
import { ask } from './ask.js'
test('asks', async () => {
  for (const question of ['${name} 1', '${name} 2']) expect(await ask(question)).toBe('You said: ' + question)
})
`
  const project = new Project({ 'ask.js': helpers, 'left.test.js': file('left'), 'right.test.js': file('right') })
  // Neither is answered before both have asked.
  const both = Promise.withResolvers<void>()
  const asked = new Set<string>()
  const provider = await startProvider(async ({ body }, response) => {
    const question = JSON.parse(body).messages.at(-1).content as string
    asked.add(question.split(' ')[0]!)
    if (asked.size === 2) both.resolve()
    await both.promise
    json(response, 200, chatCompletion(`You said: ${question}`))
  })
  const env = { UPSTREAM: provider.url }
  const bin = resolve(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
  const runs = await Promise.all(
    ['left', 'right'].map((name) => project.node([bin, 'run', '--mode', 'record', name], { env })),
  )
  for (const run of runs) expect(run.exitCode, run.output).toBe(0)
  expect(provider.requests).toHaveLength(4)
  expect(project.files(journals)).toEqual([])
  for (const name of ['left', 'right']) {
    const { interactions } = project.json(`__cassettes__/${name}.test.js/asks.json`)
    expect(interactions.map(({ request }: any) => request.body.json.messages[0].content)).toEqual([
      `${name} 1`,
      `${name} 2`,
    ])
  }
})

function allFiles(project: Project): string[] {
  return [...project.files('__cassettes__'), ...project.files('.vitest-cassette')]
}
