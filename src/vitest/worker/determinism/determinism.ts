import { seededRandom, type RandomSource } from '../../../util/seeded-random.ts'
import type { TestSettings } from '../../../cassette/test-settings.ts'
import type { TestIdentity } from '../../../session/test-identity.ts'
import { recordedAt } from '../../../store/recorded-at.ts'
import { DateSwitch } from './date-switch.ts'
import { RandomSwitch } from './random-switch.ts'

/** The part of an attempt that decides on its clock and its random numbers. */
export interface DeterministicTest {
  readonly test: TestIdentity
  readonly options: Pick<TestSettings, 'clock' | 'random'>
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
  /** How far the clock of each test is from the real one, in milliseconds. */
  readonly #offsets = new Map<DeterministicTest, number>()
  /** The random numbers of each test. */
  readonly #sources = new Map<DeterministicTest, RandomSource>()
  #keepsRandom = false

  /** @param running gives the attempt that is running. */
  constructor(running: () => DeterministicTest | undefined) {
    const of = <T>(states: ReadonlyMap<DeterministicTest, T>): T | undefined => {
      const attempt = running()
      return attempt && states.get(attempt)
    }
    this.#date = new DateSwitch(() => of(this.#offsets))
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
    if (clock === 'real') this.#stopClock(attempt)
    else if (!this.#offsets.has(attempt)) this.#startClock(attempt)
    if (random === 'real') this.#stopRandom(attempt)
    else if (!this.#sources.has(attempt)) this.#startRandom(attempt)
  }

  /** Restores everything, unless another test still needs it. */
  end(attempt: DeterministicTest): void {
    this.#stopClock(attempt)
    this.#stopRandom(attempt)
  }

  /** A refresh asks everything anew, so it has the clock of today. */
  #startClock(attempt: DeterministicTest): void {
    const { settings, path } = attempt.test
    const start = settings.mode === 'refresh' ? undefined : recordedAt(path)
    if (start === undefined) return
    this.#offsets.set(attempt, start - this.#date.now())
    this.#date.on()
  }

  #stopClock(attempt: DeterministicTest): void {
    this.#offsets.delete(attempt)
    // Also after a test that had none: it may have ended a fake of an earlier test.
    if (this.#offsets.size === 0) this.#date.off()
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
