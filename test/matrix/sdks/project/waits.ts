import { createHook } from 'node:async_hooks'

/** Shortest noticeable pause, in milliseconds. */
const noticeable = 50

/**
 * Records pauses: noticeable timers that have fired. Deadlines do not count, because they are cleared when the call ends,
 * and neither do the ticks of Node's own fetch. Unlike a clock, it does not depend on other programs.
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

/** The line that started a timer: the first one outside the timers themselves. */
function starter(): string {
  const lines = new Error('here').stack?.split('\n').slice(1) ?? []
  return lines.find((line) => !/node:timers|node:internal\/(timers|async_hooks)|\/waits\./.test(line))?.trim() ?? ''
}
