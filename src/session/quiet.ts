import { timers } from '../stream/clock.ts'

/** Milliseconds between two looks. */
const step = 10

/**
 * Milliseconds without an event after which an app does nothing any more, beside the time that it took in the recording.
 * A timer of the app that is still running may do something after it.
 */
const patience = { least: 250, most: 1_000, mostWithTimers: 10_000 }

/** Watches for the time when nothing moves any more. */
export class Quiet {
  readonly #isPaced: boolean
  #timer: NodeJS.Timeout | undefined

  /** @param isPaced answers take their recorded time. */
  constructor(isPaced: boolean) {
    this.#isPaced = isPaced
  }

  /**
   * Starts to watch, in place of an earlier watch.
   *
   * @param gap milliseconds that the awaited event took in the recording.
   * @param moves counts the events so far.
   * @param whenQuiet called once.
   */
  watch(gap: number, moves: () => number, whenQuiet: () => void): void {
    this.stop()
    const wanted = patience.least + 1.5 * Math.max(0, gap)
    let before = moves()
    // Looks are counted, not milliseconds: a test process that gets no time to run is not quiet.
    let quiet = 0
    const look = (): void => {
      quiet = moves() === before ? quiet + step : 0
      before = moves()
      const most = this.#isPaced || hasTimers() ? patience.mostWithTimers : patience.most
      if (quiet < Math.min(wanted, most)) this.#timer = timers.setTimeout(look, step).unref()
      else whenQuiet()
    }
    this.#timer = timers.setTimeout(look, step).unref()
  }

  stop(): void {
    timers.clearTimeout(this.#timer)
  }
}

/** Vitest's own timers do not keep the process alive, and are not among these. */
function hasTimers(): boolean {
  return process.getActiveResourcesInfo().includes('Timeout')
}
