import type { Interaction } from './interaction.ts'

/**
 * The times, in milliseconds since 1970, that a test read from its clock before it made a request, since the answer before.
 */
export type ClockReading = readonly [first: number, ...later: number[]]

/** Most times of a reading. Of more, the last takes the place of those that do not fit. */
const mostTimes = 50

/** How long, in milliseconds, the clock stands still for a machine that is slower than the one of the recording. */
const patience = 5_000

/**
 * The `Date` of one attempt of a test with `clock: 'recorded'`. It begins where the recorded test began. After each
 * answer it goes on at the time that the recorded test read before its next request, so that a prompt holds the same time
 * however fast the machine is. Without a next request it runs as the real clock does.
 *
 * It never goes back. All times are in milliseconds since 1970, and `real` is the present time of the real clock.
 */
export class TestClock {
  /** When the test began, by this clock. */
  readonly startedAt: number
  /** Readings before the requests that are still to come, in the order of the recording. */
  #ahead: readonly ClockReading[]
  /** Readings before the requests that this attempt has made. */
  readonly #behind: ClockReading[] = []
  /** The last time that anybody was given. */
  #latest: number
  /** The clock runs from `time` on since `real`. */
  #run: { readonly time: number; readonly real: number }
  /** The last request, unless a recorded answer is known for it. */
  #unanswered: ClockReading | undefined
  /** A request has no part of its answer yet. */
  #isWaiting = false
  /** Times that were read since the last answer, with the real time of the first. */
  #since: { readonly times: [number, ...number[]]; count: number; readonly real: number } | undefined

  /** @param ahead readings of the recording; empty while everything is recorded. */
  constructor(startedAt: number, ahead: readonly ClockReading[], real: number) {
    this.startedAt = startedAt
    this.#ahead = ahead
    this.#latest = startedAt
    this.#run = { time: startedAt, real }
  }

  /** The present time. */
  read(real: number): number {
    const time = this.#timeAt(real)
    if (this.#since === undefined) this.#since = { times: [time], count: 1, real }
    else {
      this.#since.times[Math.min(this.#since.count, mostTimes - 1)] = time
      this.#since.count += 1
    }
    return time
  }

  /** The present time, for code that is no part of the test: such code reads it more often in a recording. */
  peek(real: number): number {
    return this.#timeAt(real)
  }

  /**
   * The test makes a request.
   *
   * @returns the readings before it, for the recording.
   */
  request(real: number): ClockReading {
    const time = this.#timeAt(real)
    const reading = this.#since?.times ?? ([time] as const)
    this.#passLive()
    this.#behind.push(reading)
    this.#unanswered = reading
    this.#goOn(time, real)
    this.#isWaiting = true
    return reading
  }

  /** The request gets a recorded answer, and these were the readings before it. */
  replay(recorded: ClockReading, real: number): void {
    const index = this.#ahead.findIndex((times) => times.join() === recorded.join())
    if (index === -1) return
    this.#ahead = this.#ahead.slice(index + 1)
    this.#unanswered = undefined
    this.#behind[this.#behind.length - 1] = recorded
    this.#goOn(Math.max(this.#latest, lastOf(recorded)), real)
  }

  /** A part of an answer, or its end, has reached the test. */
  deliver(): void {
    this.#passLive()
    this.#isWaiting = false
    this.#since = undefined
  }

  /** The clock of the next attempt, which begins at the same time. */
  again(real: number): TestClock {
    return new TestClock(this.startedAt, [...this.#behind, ...this.#ahead], real)
  }

  /** A live request takes the place of a recorded one that the clock has already reached. */
  #passLive(): void {
    const last = this.#unanswered && lastOf(this.#unanswered)
    this.#unanswered = undefined
    if (last !== undefined) this.#ahead = this.#ahead.filter(([first]) => first > last)
  }

  #goOn(time: number, real: number): void {
    this.#latest = time
    this.#run = { time, real }
    this.#since = undefined
  }

  #timeAt(real: number): number {
    const running = this.#run.time + real - this.#run.real
    const time = Math.max(this.#latest, this.#isWaiting ? this.#notBeyondNext(running) : this.#untilNext(real, running))
    this.#latest = time
    return time
  }

  #notBeyondNext(running: number): number {
    const [next] = this.#ahead
    return next === undefined ? running : Math.min(running, next[0])
  }

  #untilNext(real: number, running: number): number {
    const [next] = this.#ahead
    if (next === undefined) return running
    const { count, real: since } = this.#since ?? { count: 0, real }
    const elapsed = real - since
    // A test that waits for a later time, because it does not go the recorded way, must not wait forever.
    return timeIn(next, count, elapsed) + Math.max(0, elapsed - (lastOf(next) - next[0]) - patience)
  }
}

/** The time that the recorded test read after so many others. A shortened reading runs up to its last time. */
function timeIn(reading: ClockReading, count: number, elapsed: number): number {
  const last = lastOf(reading)
  if (count < reading.length - 1) return reading[count] ?? last
  return reading.length < mostTimes ? last : Math.min(reading[0] + elapsed, last)
}

function lastOf(reading: ClockReading): number {
  return reading.at(-1) ?? reading[0]
}

/** The readings before a recorded request. Without the test's own clock, its requests have the time of sending. */
export function readingOf({ clock, recordedAt }: Pick<Interaction, 'clock' | 'recordedAt'>): ClockReading {
  const [first, ...later] = clock ?? [recordedAt]
  return [Date.parse(first), ...later.map((time) => Date.parse(time))]
}

/** A reading as a cassette stores it. */
export function isoReading([first, ...later]: ClockReading): readonly [first: string, ...later: string[]] {
  return [new Date(first).toISOString(), ...later.map((time) => new Date(time).toISOString())]
}
