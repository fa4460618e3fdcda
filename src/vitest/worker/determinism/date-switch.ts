import { testDate } from './test-clock.ts'

/**
 * The global `Date` of a realm, and what stands in its place while a test has a clock of its own. There is one of each
 * for all tests, so that no clock runs on another, whatever was faked before or is left behind.
 */
export class DateSwitch {
  readonly #real: DateConstructor = Date
  readonly #realNow: () => number = Date.now
  readonly #ours: DateConstructor
  /** Several, as what stubs a global keeps the property it has found, and puts that back. */
  readonly #getters = new WeakSet<() => unknown>()

  /** Made before any test of the realm runs: what is found now is the real one. */
  constructor(offsetOf: () => number | undefined) {
    this.#ours = testDate(this.#real, offsetOf)
  }

  /** The real time, in milliseconds, whatever is faked. */
  now(): number {
    return Reflect.apply(this.#realNow, this.#real, [])
  }

  /** Puts ours in the place of the real one; a faked one is stronger, and ours stands behind it. */
  on(): void {
    if (this.#isOn) return
    let current: unknown
    const get = (): unknown => current
    // Faking ends by putting back what it has found, which may have been the real one: that is to end in ours.
    const set = (value: unknown): void => void (current = value === this.#real ? this.#ours : value)
    set(globalThis.Date)
    this.#getters.add(get)
    Object.defineProperty(globalThis, 'Date', { ...shape, get, set })
  }

  /** Puts the real one back, also where something that has ended since has left ours; what is faked stays. */
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

/** As the language has it. */
const shape = { configurable: true, enumerable: false } as const
