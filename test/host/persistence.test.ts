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

/** A test that asks three times, and tells when it has each answer; told to, it never goes on. */
const threeCalls = `
import { expect, test } from 'vitest'
import { ask } from './ask.js'
test('three calls', async () => {
  for (const question of ['one', 'two', 'three']) {
    expect(await ask(question)).toBe('You said: ' + question)
    await fetch(process.env.UPSTREAM + '/answered/' + question)
    if (process.env.FAIL_AFTER === question) throw new Error('a mistake in the test')
  }
})
`

const cassette = '__cassettes__/kill.test.js/three-calls.json'
const journals = '.vitest-cassette/journals'

/** A provider that reports the answers that have reached the app, and stops the test after one of them. */
async function watchingProvider(stopAfter: () => string | undefined): Promise<Provider & { stopped: Promise<void> }> {
  const stopped = Promise.withResolvers<void>()
  const provider = await startProvider(({ url, body }, response) => {
    const answered = /^\/answered\/(.*)/.exec(url)?.[1]
    if (answered === undefined) return json(response, 200, chatCompletion(`You said: ${JSON.parse(body).messages.at(-1).content}`))
    if (answered === stopAfter()) stopped.resolve()
    else response.end()
  })
  return Object.assign(provider, { stopped: stopped.promise })
}

function questions(provider: Provider): string[] {
  return provider.requests.filter(({ url }) => !url.startsWith('/answered/')).map(({ body }) => JSON.parse(body).messages.at(-1).content)
}

/** Kills a run and all its workers, at once. */
async function killGroup(child: ChildProcess, run: Promise<Run>): Promise<void> {
  process.kill(-child.pid!, 'SIGKILL')
  await run
}

// The second answer is the one of the next test.
for (const [count, word] of [[1, 'one'], [3, 'three']] as const) {
  test(`a run killed after answer ${word} loses none that the app had`, async () => {
    const project = new Project({ 'ask.js': helpers, 'kill.test.js': threeCalls })
    let stopAfter: string | undefined = word
    const provider = await watchingProvider(() => stopAfter)
    const env = { UPSTREAM: provider.url }
    let child: ChildProcess | undefined
    const run = project.vitest(['--mode', 'record'], { env, detached: true, onStart: (started) => (child = started) })
    await provider.stopped
    await killGroup(child!, run)

    expect(project.exists(cassette)).toBe(false)
    expect(allFiles(project).filter((path) => path.endsWith('.tmp'))).toEqual([])
    const left = project.files(journals)
    expect(left).toHaveLength(1)
    const lines = project.read(left[0]!).trimEnd().split('\n').map((line) => JSON.parse(line))
    expect(lines.map(({ request }) => request.body.json.messages[0].content)).toEqual(['one', 'two', 'three'].slice(0, count))

    stopAfter = undefined
    const again = await project.vitest(['--mode', 'record'], { env })
    expect(again.exitCode, again.output).toBe(0)
    expect(questions(provider)).toEqual(['one', 'two', 'three'])
    expect(project.files(journals)).toEqual([])
    expect(project.json(cassette).interactions).toHaveLength(3)
    const replayed = await project.vitest([], { env })
    expect(replayed.output).toContain('Calls  3 offline')
    expect(questions(provider)).toHaveLength(3)
  })
}

test('a test that fails after a killed run does not lose what that run had paid for', async () => {
  const project = new Project({ 'ask.js': helpers, 'kill.test.js': threeCalls })
  let stopAfter: string | undefined = 'two'
  const provider = await watchingProvider(() => stopAfter)
  const env = { UPSTREAM: provider.url }
  let child: ChildProcess | undefined
  const run = project.vitest(['--mode', 'record'], { env, detached: true, onStart: (started) => (child = started) })
  await provider.stopped
  await killGroup(child!, run)
  stopAfter = undefined
  const failed = await project.vitest(['--mode', 'record'], { env: { ...env, FAIL_AFTER: 'one' } })
  expect(failed.tests['three calls']?.errors[0]).toContain('a mistake in the test')
  const passed = await project.vitest(['--mode', 'record'], { env })
  expect(passed.exitCode, passed.output).toBe(0)
  expect(questions(provider)).toEqual(['one', 'two', 'three'])
  expect(project.files(journals)).toEqual([])
})

test('a run killed while it refreshes leaves the old cassette, and what it got is not taken for it', async () => {
  const project = new Project({ 'ask.js': helpers, 'kill.test.js': threeCalls })
  let stopAfter: string | undefined
  const provider = await watchingProvider(() => stopAfter)
  const env = { UPSTREAM: provider.url }
  await project.vitest(['--mode', 'record'], { env })
  const before = project.read(cassette)
  stopAfter = 'two'
  let child: ChildProcess | undefined
  const run = project.vitest(['--mode', 'refresh'], { env, detached: true, onStart: (started) => (child = started) })
  await provider.stopped
  await killGroup(child!, run)
  expect(project.read(cassette)).toBe(before)
  // Replay never writes, and leaves the journal to the next recording.
  stopAfter = undefined
  const left = project.files(journals)
  expect(left).toHaveLength(1)
  const replayed = await project.vitest([], { env })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.read(cassette)).toBe(before)
  expect(project.files(journals)).toEqual(left)
})

test('a failing test keeps the old cassette, byte for byte', async () => {
  const project = new Project({
    'ask.js': helpers,
    'fails.test.js': `
import { expect, test } from 'vitest'
import { ask } from './ask.js'
test('fails', async () => expect(await ask(process.env.QUESTION)).toBe('You said: old'))
`,
  })
  const path = '__cassettes__/fails.test.js/fails.json'
  const provider = await chatProvider()
  const env = { UPSTREAM: provider.url, CASSETTE_RUN_ID: 'run-1' }
  await project.vitest(['--mode', 'record'], { env: { ...env, QUESTION: 'old' } })
  const before = project.read(path)
  for (const mode of ['record', 'refresh']) {
    const failed = await project.vitest(['--mode', mode], { env: { ...env, QUESTION: 'new' } })
    expect(failed.exitCode).toBe(1)
    expect(failed.tests['fails']?.errors[0]).toContain("expected 'You said: new' to be 'You said: old'")
    expect(project.read(path)).toBe(before)
    expect(project.json('.vitest-cassette/runs/run-1/fails.test.js/fails.json').interactions[0].request.body.json.messages[0].content).toBe('new')
    expect(project.files(journals)).toEqual([])
  }
  const replayed = await project.vitest([], { env: { QUESTION: 'old' } })
  expect(replayed.exitCode).toBe(0)
})

const oneCall = `
import { expect, test } from 'vitest'
import { ask } from './ask.js'
test('one call', async () => expect(await ask('one')).toBe('You said: one'))
test('no call', () => {})
`
const oneCassette = '__cassettes__/one.test.js/one-call.json'

test('a folder that cannot be made: an error says so, and nothing is lost', async () => {
  const project = new Project({ 'ask.js': helpers, 'one.test.js': oneCall })
  const provider = await chatProvider()
  const env = { UPSTREAM: provider.url }
  symlinkSync(project.path('nowhere/deep'), project.path('__cassettes__'))
  const run = await project.vitest(['--mode', 'record'], { env })
  expect(run.exitCode).toBe(1)
  expect(run.tests['no call']?.status).toBe('passed')
  const [error] = run.tests['one call']!.errors
  expect(error).toContain(`CassetteWriteError: Cannot write ${oneCassette}`)
  const [journal] = project.files(journals)
  expect(error).toContain(journal)
  expect(provider.requests).toHaveLength(1)

  rmSync(project.path('__cassettes__'))
  const again = await project.vitest(['--mode', 'record'], { env })
  expect(again.exitCode, again.output).toBe(0)
  expect(provider.requests).toHaveLength(1)
  expect(project.files(journals)).toEqual([])
  expect(project.json(oneCassette).interactions).toHaveLength(1)
})

test('a file where the folder should be stops a recording before it costs anything', async () => {
  const project = new Project({ 'ask.js': helpers, 'one.test.js': oneCall }, { options: { dir: 'data/cassettes' } })
  const provider = await chatProvider()
  project.write('data', 'not a folder')
  for (const args of [['--mode', 'record'], []]) {
    const run = await project.vitest(args, { env: { UPSTREAM: provider.url } })
    expect(run.tests['one call']?.errors.join()).toContain('CassetteFormatError: Cannot read data/cassettes/one.test.js/one-call.json')
    expect(run.tests['one call']?.errors.join()).toContain('ENOTDIR: not a directory')
  }
  expect(provider.requests).toHaveLength(0)
})

test('a journal that cannot be written does not stop a recording', async () => {
  const project = new Project({ 'ask.js': helpers, 'one.test.js': oneCall })
  const provider = await chatProvider()
  project.write('.vitest-cassette', 'not a folder')
  const run = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(run.exitCode, run.output).toBe(0)
  expect(project.json(oneCassette).interactions).toHaveLength(1)
})

test('a full disk: an error says so, and the old cassette stays', async () => {
  const project = new Project({ 'ask.js': helpers, 'one.test.js': oneCall.replaceAll("'one'", 'process.env.QUESTION').replace("'You said: one'", "'You said: ' + process.env.QUESTION") })
  const provider = await chatProvider()
  const env = { UPSTREAM: provider.url }
  await project.vitest(['--mode', 'record'], { env: { ...env, QUESTION: 'one' } })
  const before = project.read(oneCassette)
  // Every write of the worker fails as on a full disk.
  const full = 'const fs = process.getBuiltinModule("node:fs")\nfor (const name of ["writeFileSync", "appendFileSync", "writeSync"]) {\n  const write = fs[name]\n  fs[name] = (file, ...rest) => {\n    if (typeof file === "string" && !file.includes(".vitest-cassette") && !file.includes(".tmp")) return write(file, ...rest)\n    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" })\n  }\n}\nprocess.getBuiltinModule("node:module").syncBuiltinESMExports()\n'
  project.write('full.mjs', full)
  project.write('vitest.config.ts', project.read('vitest.config.ts').replace('test: {}', "test: { setupFiles: './full.mjs' }"))
  const run = await project.vitest(['--mode', 'record'], { env: { ...env, QUESTION: 'two' } })
  expect(run.tests['one call']?.errors[0]).toContain(`CassetteWriteError: Cannot write ${oneCassette}`)
  expect(run.tests['one call']?.errors[0]).toContain('no space left on device')
  expect(run.tests['one call']?.errors[0]).toContain('what was recorded could not be kept')
  expect(project.read(oneCassette)).toBe(before)
  expect(allFiles(project).filter((path) => path.endsWith('.tmp'))).toEqual([])
})

test('a cassette that cannot be read is no missing cassette', async () => {
  const project = new Project({ 'ask.js': helpers, 'one.test.js': oneCall })
  const provider = await chatProvider()
  mkdirSync(project.path(oneCassette), { recursive: true })
  for (const args of [[], ['--mode', 'record'], ['--mode', 'refresh']]) {
    const run = await project.vitest(args, { env: { UPSTREAM: provider.url } })
    expect(run.tests['one call']?.status).toBe('failed')
    expect(run.tests['one call']?.errors.join()).toContain(`CassetteFormatError: Cannot read ${oneCassette}`)
    expect(run.tests['no call']?.status).toBe('passed')
  }
  expect(provider.requests).toHaveLength(0)
})

test('replay writes nothing', async () => {
  const project = new Project({ 'ask.js': helpers, 'one.test.js': oneCall })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  rmSync(project.path('.vitest-cassette'), { recursive: true, force: true })
  // Nothing can be written below a file.
  project.write('.vitest-cassette', 'not a folder')
  const before = project.read(oneCassette)
  const run = await project.vitest()
  expect(run.exitCode, run.output).toBe(0)
  expect(project.read('.vitest-cassette')).toBe('not a folder')
  expect(project.read(oneCassette)).toBe(before)
  expect(project.files('__cassettes__')).toEqual([oneCassette])
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
  const runs = await Promise.all(['left', 'right'].map((name) => project.node([bin, 'run', '--mode', 'record', name], { env })))
  for (const run of runs) expect(run.exitCode, run.output).toBe(0)
  expect(provider.requests).toHaveLength(4)
  expect(project.files(journals)).toEqual([])
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Calls  4 offline')
})

function allFiles(project: Project): string[] {
  return [...project.files('__cassettes__'), ...project.files('.vitest-cassette')]
}
