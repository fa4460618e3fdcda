import { testDate, type TimeOf } from './test-date.ts'

/**
 * The global `Date` of a realm, and its replacement while a test has a clock of its own. All tests share both, so that no
 * clock runs on another, whatever a test fakes or leaves behind.
 */
export class DateSwitch {
  readonly #real: DateConstructor = Date
  readonly #realNow: () => number = Date.now
  readonly #ours: DateConstructor
  /** Several, because code that stubs a global saves the property that it finds, and puts that back. */
  readonly #getters = new WeakSet<() => unknown>()

  /** Made before any test of the realm runs, when the global `Date` is still the real one. */
  constructor(timeOf: TimeOf) {
    this.#ours = testDate(this.#real, timeOf)
  }

  /** The real time, in milliseconds, whatever is faked. */
  now(): number {
    return Reflect.apply(this.#realNow, this.#real, [])
  }

  /** Replaces the real `Date` by ours. A fake of the test stays in front of ours. */
  on(): void {
    if (this.#isOn) return
    let current: unknown
    const get = (): unknown => current
    // A fake ends by putting back the `Date` that it found, which may be the real one: ours takes its place.
    const set = (value: unknown): void => void (current = value === this.#real ? this.#ours : value)
    set(globalThis.Date)
    this.#getters.add(get)
    Object.defineProperty(globalThis, 'Date', { ...shape, get, set })
  }

  /** Puts the real `Date` back, also where a fake that has ended has left ours. A fake of the test stays. */
  off(): void {
    const current = globalThis.Date
    if (!this.#isOn && current !== this.#ours) return
    const value = current === this.#ours ? this.#real : current
    Object.defineProperty(globalThis, 'Date', { ...shape, writable: true, value })
  }

  get #isOn(): boolean {
    const { get } = (Object.getOwnPropertyDescriptor(globalThis, 'Date') ?? {}) as { get?: (this: void) => unknown }
    return get !== undefined && this.#getters.has(get)
  }
}

/** The property as the language defines it. */
const shape = { configurable: true, enumerable: false } as const
