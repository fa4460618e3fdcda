import type { Lifecycle, ToolAnnouncement, ToolEffect, Traffic } from '../diagnostics/exchange.ts'
import { now } from '../stream/clock.ts'
import { OpenExchange, type BegunExchange, type RunningTest } from './open-exchange.ts'

/** A tool whose outcome is not known yet. */
class OpenTool implements ToolAnnouncement {
  readonly name: string
  readonly effect: ToolEffect
  readonly at: number
  declare endedAt?: number
  declare outcome?: 'completed' | 'failed'
  readonly #clock: () => number

  constructor(name: string, effect: ToolEffect, clock: () => number) {
    this.name = name
    this.effect = effect
    this.#clock = clock
    this.at = clock()
  }

  end(outcome: 'completed' | 'failed'): void {
    this.outcome = outcome
    this.endedAt = this.#clock()
  }
}

/**
 * The traffic of one attempt of one test, noted as it happens. It only holds on to what is there anyway: nothing is read
 * until somebody wants to know what happened.
 */
export class TrafficLog implements Traffic {
  readonly exchanges: OpenExchange[] = []
  readonly tools: OpenTool[] = []
  readonly #test: RunningTest
  #stopped: Lifecycle | undefined

  /** @param isStopping whether Vitest has told the test to stop. */
  constructor(isStopping: () => boolean) {
    const began = now()
    this.#test = { clock: () => now() - began, isStopping }
  }

  /** Notes a request; the caller tells it what becomes of it. */
  begin(exchange: BegunExchange): OpenExchange {
    const open = new OpenExchange(exchange, this.#test)
    this.exchanges.push(open)
    // It had been waiting when the test stopped.
    if (this.#stopped !== undefined) open.stopped(this.#stopped)
    return open
  }

  /** Notes a tool that the app runs; the caller tells it how that ended. */
  announce(name: string, effect: ToolEffect): OpenTool {
    const tool = new OpenTool(name, effect, this.#test.clock)
    this.tools.push(tool)
    return tool
  }

  /** The test has stopped: says why to everything that is open, and to what its signal has closed. */
  stop(lifecycle: Lifecycle): void {
    this.#stopped = lifecycle
    for (const exchange of this.exchanges) exchange.stopped(lifecycle)
  }
}
