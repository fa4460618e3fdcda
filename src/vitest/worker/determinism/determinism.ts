import { seededRandom, type RandomSource } from '../../../util/seeded-random.ts'
import type { TestSettings } from '../../../cassette/test-settings.ts'
import type { TestIdentity } from '../../../session/test-identity.ts'
import { isRecording } from '../../../cassette/mode.ts'
import { TestClock } from '../../../cassette/test-clock.ts'
import { recordedClock } from '../../../store/recorded-clock.ts'
import { DateSwitch } from './date-switch.ts'
import { isReadByNode } from './read-by-node.ts'
import { RandomSwitch } from './random-switch.ts'

/** The part of an attempt that decides on its clock and its random numbers. */
export interface DeterministicTest {
  readonly test: TestIdentity
  readonly options: Pick<TestSettings, 'clock' | 'random'>
  /** The clock of the test, with `clock: 'recorded'`; its requests read it too. */
  clock: TestClock | undefined
}

/**
 * The options `clock` and `random`. The replacements look up the running test in the async context at each call, so that
 * each of several concurrent tests has its own, and code outside of tests the real ones. One for each realm: files that
 * share their globals share it.
 */
export class Determinism {
  /** The global object whose properties are replaced. */
  readonly realm: object = globalThis
  readonly #date: DateSwitch
  readonly #random: RandomSwitch
  /** The clocks of the tests that run. */
  readonly #clocks = new Map<DeterministicTest, TestClock>()
  /** The random numbers of each test. */
  readonly #sources = new Map<DeterministicTest, RandomSource>()
  #keepsRandom = false

  /** @param running gives the attempt that is running. */
  constructor(running: () => DeterministicTest | undefined) {
    const of = <T>(states: ReadonlyMap<DeterministicTest, T>): T | undefined => {
      const attempt = running()
      return attempt && states.get(attempt)
    }
    this.#date = new DateSwitch((real) => {
      const clock = of(this.#clocks)
      return clock === undefined || !isReadByNode() ? clock?.read(real) : clock.peek(real)
    })
    this.#random = new RandomSwitch(() => of(this.#sources))
  }

  /** Before the test file is imported, so that a function that it saves for later can be seeded. */
  keepRandom(): void {
    this.#keepsRandom = true
    this.#random.on()
  }

  /** Begins what a test has set and not begun, and ends what it has not set any more. */
  apply(attempt: DeterministicTest): void {
    const { clock, random } = attempt.options
    if (clock === 'recorded') this.#startClock(attempt)
    else {
      this.#stopClock(attempt)
      attempt.clock = undefined
    }
    if (random === 'real') this.#stopRandom(attempt)
    else if (!this.#sources.has(attempt)) this.#startRandom(attempt)
  }

  /** Restores everything, unless another test still needs it. */
  end(attempt: DeterministicTest): void {
    this.#stopClock(attempt)
    this.#stopRandom(attempt)
  }

  /** A test that has nothing recorded yet, or records all again, begins at the present time. */
  #startClock(attempt: DeterministicTest): void {
    if (this.#clocks.has(attempt)) return
    const { settings, path } = attempt.test
    const real = this.#date.now()
    const recorded = settings.mode === 'refresh' ? undefined : recordedClock(path)
    const { startedAt, readings } = recorded ?? { startedAt: real, readings: [] }
    if (recorded !== undefined || isRecording(settings.mode)) attempt.clock ??= new TestClock(startedAt, readings, real)
    if (attempt.clock === undefined) return
    this.#clocks.set(attempt, attempt.clock)
    this.#date.on()
  }

  #stopClock(attempt: DeterministicTest): void {
    this.#clocks.delete(attempt)
    // Also after a test that had none: it may have ended a fake of an earlier test.
    if (this.#clocks.size === 0) this.#date.off()
  }

  #startRandom(attempt: DeterministicTest): void {
    const { file, name = '' } = attempt.test.owner
    this.#sources.set(attempt, seededRandom(`${file}\n${name}`))
    this.#random.on()
  }

  #stopRandom(attempt: DeterministicTest): void {
    const wasActive = this.#sources.delete(attempt)
    if (wasActive && this.#sources.size === 0 && !this.#keepsRandom) this.#random.off()
  }
}
