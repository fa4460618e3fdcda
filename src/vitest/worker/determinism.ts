import { createRequire, syncBuiltinESMExports } from 'node:module'
import { seededRandom, seededUuid } from '../../core/seeded-random.ts'
import type { Scope } from '../../network/scope.ts'
import { recordedAt } from '../../store/recorded-at.ts'
import { testDate } from './test-clock.ts'

/** A property that stands replaced, and how it was. */
interface Replaced {
  readonly holder: object
  readonly name: string
  readonly ours: unknown
  readonly before: PropertyDescriptor | undefined
}

/**
 * The options `clock` and `random`. What they replace is looked up in the async context at each call, so that each of
 * several concurrent tests has its own, and code outside of tests the real ones. It stands only while a test needs it.
 */
export class Determinism {
  readonly #scope: () => Scope | undefined
  readonly #active = { clock: new Set<Scope>(), random: new Set<Scope>() }
  readonly #replaced: Record<'clock' | 'random', Replaced[]> = { clock: [], random: [] }

  /** @param scope the test, or file, that is running. */
  constructor(scope: () => Scope | undefined) {
    this.#scope = scope
  }

  /** Begins what is set for a test and has not begun, and ends what is not set any more. */
  apply(scope: Scope): void {
    if (scope.test.clock === 'real') this.#stop('clock', scope)
    else if (!this.#active.clock.has(scope)) this.#startClock(scope)
    if (scope.test.random === 'real') this.#stop('random', scope)
    else if (!this.#active.random.has(scope)) this.#startRandom(scope)
  }

  /** Restores everything, unless another test still needs it. */
  end(scope: Scope): void {
    this.#stop('clock', scope)
    this.#stop('random', scope)
  }

  /** A refresh asks everything anew, so it is of today. */
  #startClock(scope: Scope): void {
    const start = scope.settings.mode === 'refresh' ? undefined : recordedAt(scope.path)
    // A date that the test has faked before is stronger.
    if (start === undefined || (this.#active.clock.size === 0 && !isNative(Date))) return
    scope.clockOffset = start - Date.now()
    if (this.#active.clock.size === 0)
      this.#replace(
        'clock',
        globalThis,
        'Date',
        testDate(Date, () => this.#scope()?.clockOffset),
      )
    this.#active.clock.add(scope)
  }

  #startRandom(scope: Scope): void {
    scope.random = seededRandom(`${scope.owner.file}\n${scope.owner.name ?? ''}`)
    if (this.#active.random.size === 0) {
      const real = Math.random
      this.#replace('random', Math, 'random', () => (this.#scope()?.random ?? real)())
      this.#replaceUuid(globalThis.crypto)
      this.#replaceUuid(createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto'))
      // For those that import it by name.
      syncBuiltinESMExports()
    }
    this.#active.random.add(scope)
  }

  #replaceUuid(holder: { randomUUID: () => string }): void {
    const real = holder.randomUUID
    this.#replace('random', holder, 'randomUUID', (...args: []) => {
      const random = this.#scope()?.random
      return random === undefined ? Reflect.apply(real, holder, args) : seededUuid(random)
    })
  }

  #replace(what: 'clock' | 'random', holder: object, name: string, ours: unknown): void {
    const before = Object.getOwnPropertyDescriptor(holder, name)
    const real: unknown = (holder as Record<string, unknown>)[name]
    this.#replaced[what].push({ holder, name, ours, before })
    const common = { configurable: true, enumerable: before?.enumerable ?? true }
    if (what === 'random') return void Object.defineProperty(holder, name, { ...common, writable: true, value: ours })
    // Vitest 4 ends a faked date by putting back what stood there when it was loaded: that is to end in ours again.
    let current = ours
    const set = (value: unknown): void => void (current = value === real ? ours : value)
    Object.defineProperty(holder, name, { ...common, get: () => current, set })
  }

  #stop(what: 'clock' | 'random', scope: Scope): void {
    if (!this.#active[what].delete(scope)) return
    if (what === 'clock') scope.clockOffset = undefined
    else scope.random = undefined
    if (this.#active[what].size > 0) return
    for (const { holder, name, ours, before } of this.#replaced[what].splice(0)) {
      // What a test has put in its place stays: it is the test's to restore, and ours then says the real thing.
      if ((holder as Record<string, unknown>)[name] !== ours) continue
      if (before === undefined) delete (holder as Record<string, unknown>)[name]
      else Object.defineProperty(holder, name, before)
    }
    if (what === 'random') syncBuiltinESMExports()
  }
}

function isNative(fn: unknown): boolean {
  return Function.prototype.toString.call(fn).includes('[native code]')
}
