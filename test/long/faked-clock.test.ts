import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'
import { recordedIn } from '../support/recorded-in.ts'

/** Each file fakes the date in another way, and ends with the real one. */
const files = {
  ...askModule,
  'day.ts': `
import { expect } from 'vitest'
export const RealDate = Date
const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'Date')
export const day = () => new Date().toISOString().slice(0, 10)
/** The time of the recording: of today while recording. */
export const expectRecorded = () => expect(new Date().getUTCFullYear()).toBe(Number(process.env.YEAR))
// While recording, the clock of the test stays in place: it shows the real time, and the cassette notes it.
export const expectReal = () => {
  if (Number(process.env.YEAR) > 2025) return expect(Math.abs(Date.now() - RealDate.now())).toBeLessThan(5_000)
  expect(Object.getOwnPropertyDescriptor(globalThis, 'Date')).toEqual(descriptor)
  expect(Date).toBe(RealDate)
}
`,
  'before-all.test.ts': `
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ask } from './ask.ts'
import { day } from './day.ts'
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date('2001-02-03') }))
afterAll(() => {
  vi.useRealTimers()
  expect(new Date().getFullYear()).toBeGreaterThan(2025)
})
test('one', () => ask('Faked ' + day()))
test('two', async () => {
  await ask('Faked ' + day())
  vi.setSystemTime(new Date('2005-01-01'))
  expect(day()).toBe('2005-01-01')
})
test('three', () => ask('Faked ' + day()))
`,
  'set-before-all.test.ts': `
import { afterAll, beforeAll, test, vi } from 'vitest'
import { ask } from './ask.ts'
import { day } from './day.ts'
beforeAll(() => void vi.setSystemTime(new Date('2001-02-03')))
test('one', () => ask('Faked ' + day()))
test('two', () => ask('Faked ' + day()))
afterAll(() => void vi.useRealTimers())
`,
  'leaked.test.ts': `
import { afterAll, expect, test, vi } from 'vitest'
import { ask } from './ask.ts'
import { day, expectRecorded, expectReal, RealDate } from './day.ts'
test('one', async () => {
  await ask('one ' + day())
  expectRecorded()
  vi.setSystemTime(new Date('2001-02-03'))
})
test('two', () => ask('two ' + day()))
test('three, late', async () => {
  expect(day()).toBe('2001-02-03')
  vi.useRealTimers()
  expectRecorded()
  await ask('three ' + day())
})
test('four', async () => {
  expectRecorded()
  await ask('four ' + day())
  vi.useFakeTimers({ toFake: ['Date'] })
  expectRecorded()
})
test('five', async () => {
  expectRecorded()
  vi.useRealTimers()
  expectRecorded()
  await ask('five ' + day())
})
test('six, without a cassette', () => {
  expect(Math.abs(Date.now() - RealDate.now())).toBeLessThan(5_000)
  expect(new Date().getFullYear()).toBeGreaterThan(2025)
  expectReal()
})
test('seven', async () => {
  vi.stubGlobal('Date', class extends Date {})
  await ask('seven ' + day())
})
test('eight', async () => {
  vi.unstubAllGlobals()
  expectRecorded()
  await ask('eight ' + day())
})
afterAll(expectReal)
`,
  // With one realm for all files it finds what they have left.
  'z-last.test.ts': `
import { afterAll, test } from 'vitest'
import { ask } from './ask.ts'
import { day, expectReal, expectRecorded } from './day.ts'
test('one', async () => {
  expectRecorded()
  await ask('last ' + day())
})
afterAll(expectReal)
`,
}

test('a date that a test fakes is stronger, whenever it began and ends, and the real one is back after it', async () => {
  const provider = await chatProvider()
  const project = new Project(files, { options: { clock: 'recorded' }, test: { sequence: { shuffle: false } } })
  const recorded = await project.vitest(
    ['--mode', 'record'],
    recording(provider, { YEAR: String(new Date().getUTCFullYear()) }),
  )
  expect(recorded.exitCode, recorded.output).toBe(0)
  recordedIn(project, 2020, ['one', 'three', 'four', 'five', 'seven', 'eight', 'last'])

  const before = project.state()
  for (const args of [
    [],
    ['--pool=threads', '--no-isolate', '--no-file-parallelism', '--no-cache'],
    ['--pool=vmThreads', '--maxWorkers=1'],
  ]) {
    const replayed = await project.vitest(args, { env: { YEAR: '2020' } })
    expect(replayed.exitCode, `${args.join(' ')}\n${replayed.output}`).toBe(0)
    expect(project.state()).toEqual(before)
  }

  const older = new Project(files, {
    options: { clock: 'recorded' },
    vitest: 'test/lanes/vitest-4/node_modules/vitest',
  })
  for (const path of project.files('__cassettes__')) older.write(path, project.read(path))
  const replayed = await older.vitest([], { env: { YEAR: '2020' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
})
