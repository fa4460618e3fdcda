import { createRequire, syncBuiltinESMExports } from 'node:module'
import { seededUuid, type RandomSource } from '../../../util/seeded-random.ts'

/** A property that stands replaced, and how it was. */
interface Replaced {
  readonly holder: object
  readonly name: string
  readonly ours: unknown
  readonly before: PropertyDescriptor | undefined
}

/** The function that one of ours stands for. Realms of one process share `node:crypto`, and each has a switch. */
const realOf = Symbol.for('vitest-cassette.real')

/**
 * `Math.random` and `crypto.randomUUID`, and what stands in their place: functions that ask at each call whose numbers
 * are wanted, and give the real ones where there are none.
 */
export class RandomSwitch {
  readonly #sourceOf: () => RandomSource | undefined
  readonly #replaced: Replaced[] = []

  constructor(sourceOf: () => RandomSource | undefined) {
    this.#sourceOf = sourceOf
  }

  /** Puts ours in their place, once. */
  on(): void {
    if (this.#replaced.length > 0) return
    this.#replace(Math, 'random', (source) => source())
    this.#replace(globalThis.crypto, 'randomUUID', seededUuid)
    this.#replace(createRequire(import.meta.url)('node:crypto') as object, 'randomUUID', seededUuid)
    // For those that import it by name.
    syncBuiltinESMExports()
  }

  /** Puts the real ones back; what a test has put in their place stays: it is the test's to restore. */
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
      (...args: unknown[]): unknown => {
        const source = this.#sourceOf()
        return source === undefined ? Reflect.apply(real, holder, args) : seeded(source)
      },
      { [realOf]: real },
    )
    this.#replaced.push({ holder, name, ours, before })
    const shape = { configurable: true, writable: true, enumerable: before?.enumerable ?? true }
    Object.defineProperty(holder, name, { ...shape, value: ours })
  }
}

type RealFunction = ((...args: unknown[]) => unknown) & { readonly [realOf]?: (...args: unknown[]) => unknown }
