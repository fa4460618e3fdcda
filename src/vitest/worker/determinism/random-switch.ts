import { createRequire, syncBuiltinESMExports } from 'node:module'
import { seededUuid, type RandomSource } from '../../../util/seeded-random.ts'
import { like } from '../../../util/like.ts'

/** A replaced property, and its original. */
interface Replaced {
  readonly holder: object
  readonly name: string
  readonly ours: unknown
  readonly before: PropertyDescriptor | undefined
}

/** The original of one of our functions. Realms of one process share `node:crypto`, and each has a switch. */
const realOf = Symbol.for('vitest-cassette.real')

/**
 * `Math.random` and `crypto.randomUUID`, and their replacements: functions that look up the running test at each call, and
 * call the real ones where it has no seeded numbers.
 */
export class RandomSwitch {
  readonly #sourceOf: () => RandomSource | undefined
  readonly #replaced: Replaced[] = []

  constructor(sourceOf: () => RandomSource | undefined) {
    this.#sourceOf = sourceOf
  }

  /** Replaces them, once. */
  on(): void {
    if (this.#replaced.length > 0) return
    this.#replace(Math, 'random', (source) => source())
    this.#replace(globalThis.crypto, 'randomUUID', seededUuid)
    this.#replace(createRequire(import.meta.filename)('node:crypto') as object, 'randomUUID', seededUuid)
    // For modules that import it by name.
    syncBuiltinESMExports()
  }

  /** Puts the real ones back. A replacement of the test's own stays: the test restores it. */
  off(): void {
    for (const { holder, name, ours, before } of this.#replaced.splice(0)) {
      if ((holder as Record<string, unknown>)[name] !== ours) continue
      if (before === undefined) delete (holder as Record<string, unknown>)[name]
      else Object.defineProperty(holder, name, before)
    }
    syncBuiltinESMExports()
  }

  #replace(holder: object, name: string, seeded: (source: RandomSource) => unknown): void {
    const before = Object.getOwnPropertyDescriptor(holder, name)
    const found = (holder as Record<string, RealFunction>)[name]!
    const real = found[realOf] ?? found
    const ours = Object.assign(
      like(real, (...args: unknown[]): unknown => {
        const source = this.#sourceOf()
        return source === undefined ? Reflect.apply(real, holder, args) : seeded(source)
      }),
      { [realOf]: real },
    )
    this.#replaced.push({ holder, name, ours, before })
    const shape = { configurable: true, writable: true, enumerable: before?.enumerable ?? true }
    Object.defineProperty(holder, name, { ...shape, value: ours })
  }
}

type RealFunction = ((...args: unknown[]) => unknown) & { readonly [realOf]?: (...args: unknown[]) => unknown }
