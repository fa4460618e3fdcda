import { createHook } from 'node:async_hooks'

/** A pause that somebody would notice, in milliseconds. */
const noticeable = 50

/**
 * Watches for pauses: timers of a noticeable length that have fired. Deadlines are none, which are cleared when the
 * call ends; nor are the ticks of Node's own fetch, which go on whoever waits. Unlike a clock, it does not show what
 * else the machine does.
 */
export function watchWaits(): { end(): readonly string[] } {
  const started = new Map<number, string>()
  const fired: string[] = []
  const hook = createHook({
    init(id, type, _trigger, resource: { _idleTimeout?: number }) {
      const delay = resource._idleTimeout ?? 0
      if (type === 'Timeout' && delay >= noticeable) started.set(id, `${delay} ms ${starter()}`)
    },
    before(id) {
      const timer = started.get(id)
      if (timer !== undefined && !timer.includes('node:internal')) fired.push(timer)
    },
  })
  hook.enable()
  return {
    end() {
      hook.disable()
      return fired
    },
  }
}

/** The line that started a timer: the first that is not of the timers themselves. */
function starter(): string {
  const lines = new Error('here').stack?.split('\n').slice(1) ?? []
  return lines.find((line) => !/node:timers|node:internal\/(timers|async_hooks)|\/waits\./.test(line))?.trim() ?? ''
}
