import { timers } from '../../stream/clock.ts'
import { connectionError } from '../../stream/failure.ts'

/** Milliseconds for which a client of undici waits; `0` for no limit. */
export interface Timeouts {
  readonly head: number
  readonly body: number
}

const names = { head: 'Headers', body: 'Body' } as const

/** Ends a request whose answer stays away for longer than its client waits, as undici does with one that it sends. */
export class SilenceTimer {
  readonly #readTimeouts: () => Timeouts
  #timeouts: Timeouts | undefined
  readonly #end: (error: Error) => void
  #timer: NodeJS.Timeout | undefined
  #part: keyof Timeouts | undefined

  /** @param end ends the request with the error of undici. */
  constructor(timeouts: () => Timeouts, end: (error: Error) => void) {
    this.#readTimeouts = timeouts
    this.#end = end
  }

  /** From now on waits for the head of the answer, or for the next piece of its body. */
  expect(part: keyof Timeouts): void {
    // A stream waits for many pieces, and a new timer costs more than an old one.
    if (this.#timer !== undefined && this.#part === part) return void this.#timer.refresh()
    this.end()
    this.#timeouts ??= this.#readTimeouts()
    const limit = this.#timeouts[part]
    if (limit <= 0) return
    this.#part = part
    this.#timer = timers.setTimeout(() => this.#end(timeoutError(part)), limit).unref()
  }

  /** Waits no longer. */
  end(): void {
    if (this.#timer === undefined) return
    timers.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

function timeoutError(part: keyof Timeouts): Error {
  const name = names[part]
  const code = `UND_ERR_${name.toUpperCase()}_TIMEOUT`
  return connectionError({ name: `${name}TimeoutError`, message: `${name} Timeout Error`, code })
}
