import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readingOf, TestClock, type ClockReading } from '../../../src/cassette/test-clock.ts'

/** The times of one turn of an agent, in milliseconds: work after the last answer, building the prompt, the answer. */
interface Turn {
  readonly work: number
  readonly build: number
  readonly answer: number
}

const turn: fc.Arbitrary<Turn> = fc.record({
  work: fc.nat(900),
  build: fc.nat(200),
  answer: fc.nat(60_000),
})
const turns = fc.array(turn, { minLength: 12, maxLength: 12 })

/** Runs twelve turns with the time of day in each prompt. */
function run(clock: TestClock, start: number, machine: readonly Turn[], recorded?: readonly ClockReading[]) {
  let real = start
  const readings: ClockReading[] = []
  const prompts = machine.map(({ work, build, answer }, index) => {
    real += work
    // Before the prompt, the app looks at the clock for another reason.
    clock.read(real)
    real += build
    const prompt = new Date(clock.read(real)).toISOString()
    real += build
    // SDKs look at the clock too.
    clock.read(real)
    readings.push(clock.request(real))
    if (recorded !== undefined) clock.replay(recorded[index]!, real)
    real += answer
    clock.read(real)
    clock.deliver()
    return prompt
  })
  return { prompts, readings }
}

test.each([
  ['at noon', '2026-11-21T12:00:00.000Z'],
  ['over midnight', '2026-11-21T23:59:59.500Z'],
])('%s, twelve prompts have the recorded time on every machine', (_, begin) => {
  const start = Date.parse(begin)
  const later = start + 40 * 24 * 60 * 60 * 1000 + 12_345
  fc.assert(
    fc.property(turns, turns, (slow, fast) => {
      const recording = run(new TestClock(start, [], start), start, slow)
      const replayed = run(new TestClock(start, recording.readings, later), later, fast, recording.readings)
      expect(replayed.prompts).toEqual(recording.prompts)
    }),
  )
})

test('it never goes back, moves on while a test waits for it, and begins again with each attempt', () => {
  const recorded: ClockReading[] = [
    [1_000, 1_010],
    [9_000, 9_030],
  ]
  const clock = new TestClock(900, recorded, 50_000)
  expect([50_000, 50_004, 50_200].map((real) => clock.read(real))).toEqual([1_000, 1_010, 1_010])
  clock.request(50_300)
  clock.replay(recorded[0]!, 50_300)
  expect(clock.read(50_400)).toBe(1_110)
  clock.deliver()
  // A test that went another way polls for a later time than the recording ever had before its next request.
  let real = 51_000
  while (clock.read(real) < 20_000) real += 1_000
  expect(real).toBeLessThan(80_000)
  const again = clock.again(90_000)
  expect([again.startedAt, again.read(90_000)]).toEqual([900, 1_000])
})

test('of many readings a cassette holds the first and the last, and a replay runs from one to the other', () => {
  const clock = new TestClock(0, [], 0)
  for (let real = 0; real < 200; real++) clock.read(real)
  const reading = clock.request(200)
  expect([reading.length, reading[0], reading[48], reading[49]]).toEqual([50, 0, 48, 199])
  const again = new TestClock(0, [reading], 1_000)
  const times = Array.from({ length: 200 }, (_, real) => again.read(1_000 + 2 * real))
  expect([times[0], times[48], times[49], times[199]]).toEqual([0, 48, 98, 199])
})

test('code of others reads the time of the test without taking one of its readings', () => {
  const clock = new TestClock(900, [[1_000, 1_300]], 50_000)
  expect([clock.peek(50_000), clock.read(50_001), clock.peek(50_002), clock.read(50_003)]).toEqual([
    1_000, 1_000, 1_300, 1_300,
  ])
})

test('a request that goes live takes the place of the one that was recorded at that time', () => {
  const recorded: ClockReading[] = [
    [1_000, 1_000],
    [2_000, 2_000],
    [3_000, 3_000],
  ]
  const clock = new TestClock(900, recorded, 50_000)
  clock.read(50_000)
  clock.request(50_001)
  clock.replay(recorded[0]!, 50_001)
  clock.deliver()
  expect(clock.read(50_002)).toBe(2_000)
  const live = clock.request(50_003)
  expect(live).toEqual([2_000])
  clock.deliver()
  expect(clock.read(50_900)).toBe(3_000)
})

test('an older recording has only the times of sending', () => {
  const recordedAt = '2026-11-21T10:00:00.000Z'
  const at = Date.parse(recordedAt)
  expect(readingOf({ recordedAt })).toEqual([at])
  expect(readingOf({ recordedAt, clock: ['2019-11-21T10:00:00.000Z', '2019-11-21T10:00:00.001Z'] })).toEqual([
    at - 2557 * 24 * 60 * 60 * 1000,
    at - 2557 * 24 * 60 * 60 * 1000 + 1,
  ])
})
