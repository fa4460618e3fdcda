import { clearTimeout, setImmediate, setTimeout } from 'node:timers'

interface Clock {
  readonly monotonic: () => number
  readonly date: DateConstructor
  readonly setImmediate: typeof setImmediate
  readonly setTimeout: typeof setTimeout
  readonly clearTimeout: typeof clearTimeout
  /** Only to compare with. */
  readonly nextTick: unknown
}

const key = Symbol.for('vitest-cassette.clock')
const holder = process as { [key]?: Clock }

/**
 * The real clock and timers, even when a test fakes them. The setup file takes them before any test can fake them, and
 * modules that load later share them.
 */
export const timers: Clock = (holder[key] ??= {
  monotonic: performance.now.bind(performance),
  date: Date,
  setImmediate,
  setTimeout,
  clearTimeout,
  nextTick: Reflect.get(process, 'nextTick'),
})

/** Milliseconds from a monotonic clock. */
export function now(): number {
  return timers.monotonic()
}

/** Whether a test fakes the ticks that clients wait for. */
export function fakesTicks(): boolean {
  return Reflect.get(process, 'nextTick') !== timers.nextTick
}

/** The real time, ISO 8601 in UTC. */
export function timestamp(): string {
  return new timers.date().toISOString()
}

/** The real time, in milliseconds since 1970. */
export function realTime(): number {
  return new timers.date().getTime()
}

/** Resolves at the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => timers.setImmediate(resolve))
}

/** Resolves after `delay` milliseconds; does not keep the process alive. */
export function sleep(delay: number): Promise<void> {
  return new Promise((resolve) => timers.setTimeout(resolve, delay).unref())
}
