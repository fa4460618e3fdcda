import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'
import { recordedIn } from '../support/recorded-in.ts'

const files = {
  ...askModule,
  ...noteModule,
  'clock.test.ts': `
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { configureCassette } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'

const RealDate = Date
const day = () => new Date().toISOString().slice(0, 10)
const isOld = () => new Date().getUTCFullYear() === Number(process.env.YEAR)

test('today', async () => {
  note('today', day())
  const before = Date.now()
  await ask('Today is ' + day())
  await new Promise((done) => setTimeout(done, 20))
  expect(Date.now()).toBeGreaterThan(before)
  expect(Date.now() - before).toBeLessThan(20_000)
  expect(new Date()).toBeInstanceOf(Date)
  expect(new Date()).toBeInstanceOf(RealDate)
  expect(new RealDate()).toBeInstanceOf(Date)
  expect(new Date(5).getTime()).toBe(5)
  expect(new Date(2001, 1, 3).getDate()).toBe(3)
  expect(Date()).toBe(new Date().toString())
  expect([Date.UTC(2001, 0), Date.parse('2001-01-01T00:00:00Z'), Date.name, Date.length]).toEqual([978307200000, 978307200000, 'Date', 7])
  class MyDate extends Date { mine = 1 }
  expect([new MyDate().mine, new MyDate().getFullYear()]).toEqual([1, new Date().getFullYear()])
  expect(structuredClone(new Date()).getTime()).toBeLessThanOrEqual(Date.now())
})

test('a faked time is stronger', async () => {
  await ask('Faked ' + day())
  vi.setSystemTime(new Date('2001-02-03'))
  expect(day()).toBe('2001-02-03')
  vi.useRealTimers()
  expect(isOld()).toBe(true)
  vi.useFakeTimers()
  expect(isOld()).toBe(true)
  const begin = Date.now()
  vi.advanceTimersByTime(3_600_000)
  expect(Date.now() - begin).toBe(3_600_000)
  vi.setSystemTime(new Date('2001-02-03'))
  expect(day()).toBe('2001-02-03')
  vi.useRealTimers()
  expect(isOld()).toBe(true)
  const spy = vi.spyOn(Date, 'now').mockReturnValue(7)
  expect(Date.now()).toBe(7)
  spy.mockRestore()
  expect(isOld()).toBe(true)
})

test('never recorded', () => {
  expect(Date.now() - RealDate.now()).toBeLessThan(5_000)
})

test('real for this one', async () => {
  configureCassette({ clock: 'real' })
  expect(Date.now() - RealDate.now()).toBeLessThan(5_000)
  await ask('It is what it is')
})

describe.concurrent('concurrent', () => {
  let arrived = 0
  let open: () => void
  const all = new Promise<void>((done) => (open = done))
  test.for(['one', 'two', 'three'])('%s', async (name) => {
    if (name === 'two') configureCassette({ clock: 'real' })
    if (++arrived === 3) open()
    await all
    note('concurrent', [name, day()])
    await ask(name + (name === 'two' ? '' : ' ' + day()))
    note('concurrent', [name, day()])
  })
})

afterAll(() => {
  // While recording, the file has a clock of its own too.
  if (process.env.UPSTREAM === undefined) expect(Date).toBe(RealDate)
})
`,
  'fakes.test.ts': `
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
beforeEach(() => vi.useFakeTimers({ now: new Date('2001-02-03') }))
afterEach(() => vi.useRealTimers())
import { ask } from './ask.ts'
test('faked in a hook', async () => {
  await ask('The year is ' + new Date().getFullYear())
  expect(new Date().getFullYear()).toBe(2001)
})
`,
  'random.test.ts': `
import { randomUUID } from 'node:crypto'
import crypto from 'node:crypto'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { configureCassette } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'

const realRandom = Math.random
const realUuid = globalThis.crypto.randomUUID
beforeEach(() => configureCassette({ random: 'seeded' }))

let attempt = 0
test('seeded', { retry: 1 }, async () => {
  for (const [index, make] of [Math.random, randomUUID, () => crypto.randomUUID(), () => globalThis.crypto.randomUUID()].entries()) {
    const value = make()
    if (index > 0) expect(value).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    note('seeded', value)
    await ask('id ' + value)
  }
  note('seeded', Math.random())
  expect(++attempt, 'the second attempt').toBe(2)
})

test('another', () => note('another', Math.random()))

test('a spy is stronger', () => {
  const spy = vi.spyOn(Math, 'random').mockReturnValue(0.5)
  expect(Math.random()).toBe(0.5)
  spy.mockRestore()
  note('spied', Math.random())
})

test.concurrent.for(['a', 'b'])('concurrent %s', async (name) => {
  for (let turn = 0; turn < 3; turn += 1) {
    note('concurrent ' + name, Math.random())
    await new Promise((done) => setTimeout(done))
    await ask(name + Math.random())
  }
})

test('real for this one', async () => {
  configureCassette({ random: 'real' })
  note('real', Math.random())
})

afterAll(() => {
  expect(Math.random).toBe(realRandom)
  expect(globalThis.crypto.randomUUID).toBe(realUuid)
  expect(crypto.randomUUID).toBe(randomUUID)
  expect(Object.hasOwn(globalThis.crypto, 'randomUUID')).toBe(false)
  note('outside', randomUUID())
})
`,
}

test('the clock of the recording, and the same random numbers in every run', async () => {
  const provider = await chatProvider()
  // Timers are faked before a process has loaded anything of the package. In a process that other files have used, `fetch`
  // waits for the faked `setImmediate` before it writes on a connection of theirs, with and without the package.
  const test = { isolate: true }
  const project = new Project(files, { options: { clock: 'recorded' }, test })
  // In UTC, as the days in the prompts.
  const year = String(new Date().getUTCFullYear())
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, { YEAR: year }))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const first = takeNotes(project)
  recordedIn(project, 2020, ['Today is', 'Faked', 'one', 'three'])

  const older = new Project(files, {
    options: { clock: 'recorded' },
    test,
    vitest: 'test/lanes/vitest-4/node_modules/vitest',
  })
  for (const path of project.files('__cassettes__')) older.write(path, project.read(path))
  // How a faked date ends differs between the majors; random numbers are theirs no more than ours.
  for (const [version, args] of [
    [project, []],
    [older, ['clock']],
  ] as const) {
    const before = version.state()
    const replayed = await version.vitest(args, { env: { YEAR: '2020' } })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(version.state()).toEqual(before)
    const second = takeNotes(version)

    expect(second['today']).toEqual([String(first['today']![0]).replace(year, '2020')])
    const years = second['concurrent']!.map(([name, day]: any) => `${name} ${day.slice(0, 4)}`)
    expect([...new Set(years)].sort()).toEqual(['one 2020', 'three 2020', `two ${year}`])

    if (version === older) return
    const random = ['seeded', 'another', 'spied', 'concurrent a', 'concurrent b']
    for (const name of random) expect(second[name], name).toEqual(first[name])
    // The second attempt begins anew.
    expect(first['seeded']!.slice(5)).toEqual(first['seeded']!.slice(0, 5))
    expect(new Set(random.flatMap((name) => first[name])).size).toBe(5 + 1 + 1 + 3 + 3)
    for (const name of ['real', 'outside']) expect(second[name], name).not.toEqual(first[name])
  }
})

test('random functions that a module has kept at its import are seeded too', async () => {
  const keeping = (name: string): string => `
import nodeCrypto, { randomUUID } from 'node:crypto'
import { afterAll, expect, test, vi } from 'vitest'
import { note } from './note.ts'
const { random } = Math
const kept = { random, bound: crypto.randomUUID.bind(crypto), named: randomUUID, node: nodeCrypto.randomUUID.bind(nodeCrypto) }
note('${name} outside', [random(), kept.bound()])
test('one', () => {
  note('${name} one', Object.values(kept).map((make) => make()))
  note('${name} one', [Math.random(), crypto.randomUUID()])
})
test('two', () => {
  const spy = vi.spyOn(Math, 'random').mockReturnValue(0.5)
  expect([Math.random(), random()]).toEqual([0.5, expect.any(Number)])
  spy.mockRestore()
  note('${name} two', [Math.random(), ...Object.values(kept).map((make) => make())])
})
afterAll(() => expect(Math.random).toBe(random))
`
  const project = new Project(
    { ...noteModule, 'a.test.ts': keeping('a'), 'b.test.ts': keeping('b') },
    { options: { random: 'seeded' } },
  )
  const runs: Array<Record<string, unknown[]>> = []
  for (const args of [
    [],
    ['--pool=threads', '--no-isolate', '--maxWorkers=1'],
    ['--pool=vmThreads', '--maxWorkers=1'],
  ]) {
    const { exitCode, output } = await project.vitest(args)
    expect(exitCode, `${args.join(' ')}\n${output}`).toBe(0)
    runs.push(takeNotes(project))
  }
  const [first, ...others] = runs
  for (const other of others) {
    for (const name of ['a one', 'a two', 'b one', 'b two']) expect(other[name], name).toEqual(first![name])
    for (const name of ['a outside', 'b outside']) expect(other[name], name).not.toEqual(first![name])
  }
  const values = ['a one', 'a two', 'b one', 'b two'].flatMap((name) => first![name]!.flat())
  expect(new Set(values).size).toBe(values.length)
})
