import { seededRandom } from '../../../util/seeded-random.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { recordedAt } from '../../../store/recorded-at.ts'
import { DateSwitch } from './date-switch.ts'
import { RandomSwitch } from './random-switch.ts'

/**
 * The options `clock` and `random`. What they replace is looked up in the async context at each call, so that each of
 * several concurrent tests has its own, and code outside of tests the real ones. One for each realm: files that share
 * their globals share it.
 */
export class Determinism {
  /** Whose globals are replaced. */
  readonly realm: object = globalThis
  readonly #date: DateSwitch
  readonly #random: RandomSwitch
  readonly #active = { clock: new Set<TestAttempt>(), random: new Set<TestAttempt>() }
  #keepsRandom = false

  /** @param attempt the test, or file, that is running. */
  constructor(attempt: () => TestAttempt | undefined) {
    this.#date = new DateSwitch(() => attempt()?.clockOffset)
    this.#random = new RandomSwitch(() => attempt()?.random)
  }

  /** Before the test file is imported, so that a function which it keeps for later is one that can be seeded. */
  keepRandom(): void {
    this.#keepsRandom = true
    this.#random.on()
  }

  /** Begins what is set for a test and has not begun, and ends what is not set any more. */
  apply(attempt: TestAttempt): void {
    if (attempt.test.clock === 'real') this.#stopClock(attempt)
    else if (!this.#active.clock.has(attempt)) this.#startClock(attempt)
    if (attempt.test.random === 'real') this.#stopRandom(attempt)
    else if (!this.#active.random.has(attempt)) this.#startRandom(attempt)
  }

  /** Restores everything, unless another test still needs it. */
  end(attempt: TestAttempt): void {
    this.#stopClock(attempt)
    this.#stopRandom(attempt)
  }

  /** A refresh asks everything anew, so it is of today. */
  #startClock(attempt: TestAttempt): void {
    const start = attempt.settings.mode === 'refresh' ? undefined : recordedAt(attempt.path)
    if (start === undefined) return
    attempt.clockOffset = start - this.#date.now()
    this.#active.clock.add(attempt)
    this.#date.on()
  }

  #stopClock(attempt: TestAttempt): void {
    this.#active.clock.delete(attempt)
    attempt.clockOffset = undefined
    // Also after a test that had none: it may have ended what an earlier one has faked.
    if (this.#active.clock.size === 0) this.#date.off()
  }

  #startRandom(attempt: TestAttempt): void {
    attempt.random = seededRandom(`${attempt.owner.file}\n${attempt.owner.name ?? ''}`)
    this.#active.random.add(attempt)
    this.#random.on()
  }

  #stopRandom(attempt: TestAttempt): void {
    const wasActive = this.#active.random.delete(attempt)
    attempt.random = undefined
    if (wasActive && this.#active.random.size === 0 && !this.#keepsRandom) this.#random.off()
  }
}
