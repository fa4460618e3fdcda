import { seededRandom } from '../../../util/seeded-random.ts'
import type { Scope } from '../../../session/test-attempt.ts'
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
  readonly #active = { clock: new Set<Scope>(), random: new Set<Scope>() }
  #keepsRandom = false

  /** @param scope the test, or file, that is running. */
  constructor(scope: () => Scope | undefined) {
    this.#date = new DateSwitch(() => scope()?.clockOffset)
    this.#random = new RandomSwitch(() => scope()?.random)
  }

  /** Before the test file is imported, so that a function which it keeps for later is one that can be seeded. */
  keepRandom(): void {
    this.#keepsRandom = true
    this.#random.on()
  }

  /** Begins what is set for a test and has not begun, and ends what is not set any more. */
  apply(scope: Scope): void {
    if (scope.test.clock === 'real') this.#stopClock(scope)
    else if (!this.#active.clock.has(scope)) this.#startClock(scope)
    if (scope.test.random === 'real') this.#stopRandom(scope)
    else if (!this.#active.random.has(scope)) this.#startRandom(scope)
  }

  /** Restores everything, unless another test still needs it. */
  end(scope: Scope): void {
    this.#stopClock(scope)
    this.#stopRandom(scope)
  }

  /** A refresh asks everything anew, so it is of today. */
  #startClock(scope: Scope): void {
    const start = scope.settings.mode === 'refresh' ? undefined : recordedAt(scope.path)
    if (start === undefined) return
    scope.clockOffset = start - this.#date.now()
    this.#active.clock.add(scope)
    this.#date.on()
  }

  #stopClock(scope: Scope): void {
    this.#active.clock.delete(scope)
    scope.clockOffset = undefined
    // Also after a test that had none: it may have ended what an earlier one has faked.
    if (this.#active.clock.size === 0) this.#date.off()
  }

  #startRandom(scope: Scope): void {
    scope.random = seededRandom(`${scope.owner.file}\n${scope.owner.name ?? ''}`)
    this.#active.random.add(scope)
    this.#random.on()
  }

  #stopRandom(scope: Scope): void {
    const wasActive = this.#active.random.delete(scope)
    scope.random = undefined
    if (wasActive && this.#active.random.size === 0 && !this.#keepsRandom) this.#random.off()
  }
}
