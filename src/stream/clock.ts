import { clearTimeout, setImmediate, setTimeout } from 'node:timers'

// Taken when the module loads, so that a test's fake timers change neither measurements nor replay.
const monotonic = performance.now.bind(performance)
const RealDate = Date

/** The timers that run whatever a test has faked. */
export const timers: {
  readonly setImmediate: typeof setImmediate
  readonly setTimeout: typeof setTimeout
  readonly clearTimeout: typeof clearTimeout
} = { setImmediate, setTimeout, clearTimeout }

/** Milliseconds from a monotonic clock. */
export function now(): number {
  return monotonic()
}

/** The real time, ISO 8601 in UTC. */
export function timestamp(): string {
  return new RealDate().toISOString()
}

/** Resolves at the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => timers.setImmediate(resolve))
}

/** Resolves after `delay` milliseconds; does not keep the process alive. */
export function sleep(delay: number): Promise<void> {
  return new Promise((resolve) => timers.setTimeout(resolve, delay).unref())
}
