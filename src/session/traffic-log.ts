import type { Lifecycle, ToolAnnouncement, ToolEffect, Traffic } from '../diagnostics/exchange.ts'
import type { StepRecord } from '../diagnostics/step-record.ts'
import { now } from '../stream/clock.ts'
import { OpenExchange, type BegunExchange, type RunningTest } from './open-exchange.ts'

/** A tool that the app runs. */
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

/** The traffic of one attempt of one test, noted as it happens. Bodies are read only when somebody asks what happened. */
export class TrafficLog implements Traffic {
  readonly exchanges: OpenExchange[] = []
  readonly tools: OpenTool[] = []
  /** The outermost steps of the test. */
  readonly steps: StepRecord[] = []
  /** Match keys of all requests: as this project compares them, and as a project without options would. */
  readonly keys: Set<string> = new Set()
  readonly #test: RunningTest
  #stopped: Lifecycle | undefined

  constructor(test: Omit<RunningTest, 'clock'>) {
    const began = now()
    this.#test = { ...test, clock: () => now() - began }
  }

  /** Notes a request; the caller reports to the exchange how it goes on. */
  begin(exchange: BegunExchange): OpenExchange {
    const open = new OpenExchange(exchange, this.#test)
    this.exchanges.push(open)
    // The request was waiting when the test stopped.
    if (this.#stopped !== undefined) open.stopped(this.#stopped)
    return open
  }

  /** Notes a tool that the app runs; the caller reports how it ended. */
  announce(name: string, effect: ToolEffect): OpenTool {
    const tool = new OpenTool(name, effect, this.#test.clock)
    this.tools.push(tool)
    return tool
  }

  /** The test has stopped: every exchange that is open, or that the signal of the test has closed, notes why. */
  stop(lifecycle: Lifecycle): void {
    this.#stopped = lifecycle
    for (const exchange of this.exchanges) exchange.stopped(lifecycle)
  }
}
